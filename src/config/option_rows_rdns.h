// Rows: filters that need the client's rDNS name.
#pragma once

#include "config/option_makers.h"

namespace spamweir::config {

inline constexpr Option kRdnsOptions[] = {
    {.name = "ip-in-rdns-keyword-blacklist-entry",
     .kind = Kind::string,
     .placeholder = "KEYWORD",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::ip_in_rdns_blacklist>,
     .help = "refuse clients with their address and this word in the rDNS name",
     .more_help =
         "A name such as dsl-11-22-33-44.pool.example.net tells of a home connection. The word "
         "must stand between characters that are no letters or digits, and not in the last two "
         "labels; one that begins with a dot must end the name (.example.net)."},
    {.name = "ip-in-rdns-keyword-blacklist-file",
     .letter = 'k',
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::ip_in_rdns_blacklist>,
     .help = "file of words that are bad together with the address in the name",
     .more_help =
         "Each line is used as with ip-in-rdns-keyword-blacklist-entry; of several words in a line "
         "all must be in the name."},
    {.name = "ip-in-rdns-keyword-whitelist-entry",
     .kind = Kind::string,
     .placeholder = "KEYWORD",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::ip_in_rdns_whitelist>,
     .help = "excuse clients with their address and this word in the rDNS name",
     .more_help =
         "Found in the same way as with ip-in-rdns-keyword-blacklist-entry; such a client is "
         "excused from the filters.",
     .opens = true},
    {.name = "ip-in-rdns-keyword-whitelist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::ip_in_rdns_whitelist>,
     .help = "file of words that are good together with the address in the name",
     .more_help =
         "Each line is used as with ip-in-rdns-keyword-whitelist-entry; of several words in a line "
         "all must be in the name.",
     .opens = true},
    {.name = "rdns-blacklist-dir",
     .letter = 'b',
     .kind = Kind::directory,
     .placeholder = "DIR",
     .repeat = Repeat::adds_up,
     .target = directories_of<&Settings::rdns_blacklist>,
     .help = "directory tree of rDNS names whose mail is refused",
     .more_help =
         "Fit for very many names: mail.b.example.com is the file "
         "com/e/example/b/mail.b.example.com below the directory, and stands for the name and "
         "everything below it."},
    {.name = "rdns-blacklist-entry",
     .kind = Kind::string,
     .placeholder = "DOMAIN",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::rdns_blacklist>,
     .help = "rDNS name whose mail is refused",
     .more_help =
         "The name itself, or with a dot in front (.example.com) the domain and everything below "
         "it. Upper and lower case are the same."},
    {.name = "rdns-blacklist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::rdns_blacklist>,
     .help = "file of rDNS names whose mail is refused",
     .more_help = "One a line, each written as for rdns-blacklist-entry."},
    {.name = "rdns-whitelist-dir",
     .kind = Kind::directory,
     .placeholder = "DIR",
     .repeat = Repeat::adds_up,
     .target = directories_of<&Settings::rdns_whitelist>,
     .help = "directory tree of rDNS names that no filter stops",
     .more_help = "A tree made like that of rdns-blacklist-dir.",
     .opens = true},
    {.name = "rdns-whitelist-entry",
     .kind = Kind::string,
     .placeholder = "DOMAIN",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::rdns_whitelist>,
     .help = "rDNS name that no filter stops",
     .more_help = "Written as for rdns-blacklist-entry.",
     .opens = true},
    {.name = "rdns-whitelist-file",
     .letter = 'w',
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::rdns_whitelist>,
     .help = "file of rDNS names that no filter stops",
     .more_help = "One a line, each written as for rdns-blacklist-entry.",
     .opens = true},
    {.name = "reject-empty-rdns",
     .letter = 'r',
     .kind = Kind::boolean,
     .placeholder = "[BOOL]",
     .default_text = "no",
     .target = bool_of<&Settings::reject_empty_rdns>,
     .help = "refuse clients that have no rDNS name",
     .more_help = "The refusal is temporary (421), so that a server whose DNS is being mended "
                  "loses no mail.",
     .bare_value = "yes"},
    {.name = "reject-ip-in-cc-rdns",
     .letter = 'c',
     .kind = Kind::boolean,
     .placeholder = "[BOOL]",
     .default_text = "no",
     .target = bool_of<&Settings::reject_ip_in_cc_rdns>,
     .help = "refuse clients with their address in a country's rDNS name",
     .more_help =
         "The name must hold the client's address in one of many spellings and end in a country's "
         "two-letter domain.",
     .bare_value = "yes"},
    {.name = "reject-unresolvable-rdns",
     .letter = 'R',
     .kind = Kind::boolean,
     .placeholder = "[BOOL]",
     .default_text = "no",
     .target = bool_of<&Settings::reject_unresolvable_rdns>,
     .help = "refuse clients whose rDNS name has no address",
     .more_help =
         "The refusal is temporary (421). The name need not lead back to the client, it must only "
         "have some address.",
     .bare_value = "yes"},
};

}  // namespace spamweir::config
