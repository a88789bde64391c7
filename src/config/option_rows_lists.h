// Rows: lists of addresses and headers, and what else is judged by sender and recipient.
#pragma once

#include "config/option_makers.h"

namespace spamweir::config {

inline constexpr Name kRejectRecipientNames[] = {
    bare_name("none"), name_for("same-as-sender", kSameAsSender), name_for("invalid", kInvalid),
    name_for("unavailable", kUnavailable)};

inline constexpr Name kRejectSenderNames[] = {
    bare_name("none"), name_for("no-mx", kNoMx), name_for("not-local", kNotLocal),
    name_for("authentication-mismatch", kNotUser),
    name_for("authentication-domain-mismatch", kNotUserDomain)};

inline constexpr Option kListOptions[] = {
    {.name = "header-blacklist-entry",
     .kind = Kind::string,
     .placeholder = "VALUE",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::header_blacklist>,
     .help = "pattern of a header line that gets a message refused",
     .more_help =
         "Written \"Name: pattern\", where * stands for any text, ? for one character and [a-z] "
         "for one of several. Upper and lower case are the same; a header that goes over several "
         "lines is taken as one, and any run of blanks as one. Example: "
         "header-blacklist-entry=Subject: *lottery*"},
    {.name = "header-blacklist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::header_blacklist>,
     .help = "file of patterns of header lines that get a message refused",
     .more_help = "One pattern a line, each written as for header-blacklist-entry."},
    {.name = "ip-blacklist-entry",
     .kind = Kind::string,
     .placeholder = "IPADDRESS",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::ip_blacklist>,
     .help = "client address or network whose mail is refused",
     .more_help =
         "An address (11.22.33.44), its first octets (11.22), a range (11.22.33-44), a network "
         "with prefix length or netmask (11.22.33.0/24, 11.22.33.0/255.255.255.0), or an IPv6 "
         "address or network (2001:db8::/32)."},
    {.name = "ip-blacklist-file",
     .letter = 'B',
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::ip_blacklist>,
     .help = "file of client addresses and networks whose mail is refused",
     .more_help = "One a line, each written as for ip-blacklist-entry."},
    {.name = "ip-whitelist-entry",
     .kind = Kind::string,
     .placeholder = "IPADDRESS",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::ip_whitelist>,
     .help = "client address or network that no filter stops",
     .more_help =
         "Written as for ip-blacklist-entry. Such a client is excused from all filters except "
         "filter-level and those against unqualified recipients and relaying.",
     .opens = true},
    {.name = "ip-whitelist-file",
     .letter = 'W',
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::ip_whitelist>,
     .help = "file of client addresses and networks that no filter stops",
     .more_help = "One a line, each written as for ip-blacklist-entry.",
     .opens = true},
    {.name = "recipient-blacklist-entry",
     .kind = Kind::string,
     .placeholder = "ADDRESS",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::recipient_blacklist>,
     .help = "recipient that gets no mail",
     .more_help =
         "user@example.com is one address, @example.com all of the domain and of the domains below "
         "it, user@ that user in any domain, <> the empty address, and /pattern/ an extended "
         "regular expression. Upper and lower case are the same."},
    {.name = "recipient-blacklist-file",
     .letter = 'S',
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::recipient_blacklist>,
     .help = "file of recipients that get no mail",
     .more_help = "One a line, each written as for recipient-blacklist-entry."},
    {.name = "recipient-validation-command",
     .kind = Kind::command,
     .placeholder = "COMMAND",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .target = list_of<&Settings::recipient_validation_commands>,
     .help = "program that says whether a local recipient exists",
     .more_help =
         "Run as COMMAND DOMAIN USER for recipients in local domains, when reject-recipient says "
         "invalid or unavailable. Exit status 0: can't say, 1: valid, 2: invalid, 3: unavailable. "
         "The command is split at blanks, double quotes and backslashes group words, and no shell "
         "is involved. Several commands are asked in turn until one can say. One that crashes, "
         "answers otherwise, or does not answer within 30 seconds says nothing: the next one is "
         "asked, the recipient passes where none is left, the log has an ERROR, and who did not "
         "answer is not asked again in the session. "
         "Example: recipient-validation-command=/usr/local/bin/spamweir-qrv"},
    {.name = "recipient-whitelist-entry",
     .kind = Kind::string,
     .placeholder = "ADDRESS",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::recipient_whitelist>,
     .help = "recipient that gets all mail, whatever the filters say",
     .more_help = "Written as for recipient-blacklist-entry. filter-level and the filters against "
                  "unqualified recipients and relaying still act.",
     .opens = true},
    {.name = "recipient-whitelist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::recipient_whitelist>,
     .help = "file of recipients that get all mail, whatever the filters say",
     .more_help = "One a line, each written as for recipient-blacklist-entry.",
     .opens = true},
    {.name = "reject-recipient",
     .kind = Kind::names,
     .names = kRejectRecipientNames,
     .repeat = Repeat::combined,
     .default_text = "none",
     .target = bits_of<&Settings::reject_recipient>,
     .help = "refuse recipients for what they are",
     .more_help =
         "same-as-sender: sender and recipient are the same address. invalid: the address does not "
         "exist, unavailable: it can't take mail now, as recipient-validation-command says. Values "
         "are combined; !invalid takes one away, none all of them."},
    {.name = "reject-sender",
     .kind = Kind::names,
     .names = kRejectSenderNames,
     .repeat = Repeat::combined,
     .default_text = "none",
     .target = bits_of<&Settings::reject_sender>,
     .help = "refuse senders for what they are",
     .more_help =
         "no-mx: no mail can be sent to the sender's domain. not-local: the sender's domain is not "
         "one of ours. authentication-mismatch: the sender is not the user name that the client "
         "authenticated with. authentication-domain-mismatch: the sender's domain is not that of "
         "the user name. User names are user@domain or user%domain; one without a domain goes with "
         "each of ours. Both say nothing of the sender <> and where nobody authenticated; either "
         "keeps the server's own STARTTLS from passing through, except in config-dir files. Values "
         "are combined; !no-mx takes one away, none all of them."},
    {.name = "sender-blacklist-entry",
     .kind = Kind::string,
     .placeholder = "ADDRESS",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::sender_blacklist>,
     .help = "sender whose mail is refused",
     .more_help =
         "Written as for recipient-blacklist-entry; <> is the sender of bounces, so refuse it only "
         "if you know why. Example: sender-blacklist-entry=@example.com"},
    {.name = "sender-blacklist-file",
     .letter = 's',
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::sender_blacklist>,
     .help = "file of senders whose mail is refused",
     .more_help = "One a line, each written as for recipient-blacklist-entry."},
    {.name = "sender-whitelist-entry",
     .kind = Kind::string,
     .placeholder = "ADDRESS",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::sender_whitelist>,
     .help = "sender that no filter stops",
     .more_help =
         "Written as for recipient-blacklist-entry. Anybody can claim to be any sender, so an "
         "address whitelist is the better choice where it will do.",
     .opens = true},
    {.name = "sender-whitelist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::sender_whitelist>,
     .help = "file of senders that no filter stops",
     .more_help = "One a line, each written as for recipient-blacklist-entry.",
     .opens = true},
};

}  // namespace spamweir::config
