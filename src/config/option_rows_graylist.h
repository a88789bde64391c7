// Rows: graylisting.
#pragma once

#include "config/option_makers.h"

namespace spamweir::config {

inline constexpr Name kGraylistLevelNames[] = {
    name_for("none", GraylistLevel::none), name_for("always", GraylistLevel::always),
    name_for("always-create-dir", GraylistLevel::always_create_dir),
    name_for("only", GraylistLevel::only),
    name_for("only-create-dir", GraylistLevel::only_create_dir)};

inline constexpr Name kGraylistKeyNames[] = {
    name_for("sender-recipient", GraylistKey::sender_recipient),
    name_for("client-sender-recipient", GraylistKey::client_sender_recipient),
    name_for("network-sender-recipient", GraylistKey::network_sender_recipient)};

inline constexpr Option kGraylistOptions[] = {
    {.name = "graylist-dir",
     .letter = 'g',
     .kind = Kind::directory,
     .placeholder = "DIR",
     .repeat = Repeat::adds_up,
     .target = list_of<&GraylistSettings::directories>,
     .help = "directory tree that remembers who has sent to whom",
     .more_help =
         "Below it stands a file for each pair of recipient and sender that was seen. A pair seen "
         "for the first time is told to try again later; real servers do, most spam programs do "
         "not. Old files can be deleted at any time."},
    {.name = "graylist-exception-ip-entry",
     .kind = Kind::string,
     .placeholder = "IPADDRESS",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::graylist_exception_ip>,
     .help = "client address or network that is an exception",
     .more_help =
         "Written as for ip-blacklist-entry. With graylist-level=always such a client is not "
         "graylisted; with only, no other is."},
    {.name = "graylist-exception-ip-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::graylist_exception_ip>,
     .help = "file of client addresses and networks that are exceptions",
     .more_help = "One a line, each used as with graylist-exception-ip-entry."},
    {.name = "graylist-exception-rdns-dir",
     .kind = Kind::directory,
     .placeholder = "DIR",
     .repeat = Repeat::adds_up,
     .target = directories_of<&Settings::graylist_exception_rdns>,
     .help = "directory tree of rDNS names that are exceptions",
     .more_help = "A tree made like that of rdns-blacklist-dir."},
    {.name = "graylist-exception-rdns-entry",
     .kind = Kind::string,
     .placeholder = "RDNSNAME",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::graylist_exception_rdns>,
     .help = "rDNS name that is an exception",
     .more_help =
         "Written as for rdns-blacklist-entry. With graylist-level=always such a client is not "
         "graylisted; with only, no other is."},
    {.name = "graylist-exception-rdns-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::graylist_exception_rdns>,
     .help = "file of rDNS names that are exceptions",
     .more_help = "One a line, each used as with graylist-exception-rdns-entry."},
    {.name = "graylist-fold-sender",
     .kind = Kind::boolean,
     .placeholder = "[BOOL]",
     .default_text = "no",
     .target = bool_of<&GraylistSettings::fold_sender>,
     .help = "let sender addresses that change with each message share an entry",
     .more_help =
         "Tags behind a plus sign, the recipient's address or a long number in a bounce address, "
         "and what SRS and BATV add are left out, so that a mailing list waits once and not for "
         "each message.",
     .bare_value = "yes"},
    {.name = "graylist-key",
     .kind = Kind::names,
     .names = kGraylistKeyNames,
     .default_text = "sender-recipient",
     .target = choice_of<&GraylistSettings::key>,
     .help = "what a graylist entry stands for",
     .more_help =
         "sender-recipient: whoever sends for the pair, so that a sender with many servers waits "
         "once. client-sender-recipient: each client address waits for itself. "
         "network-sender-recipient: each network does, of the size that "
         "graylist-network-bits-ipv4 and graylist-network-bits-ipv6 say."},
    {.name = "graylist-known-client-secs",
     .kind = Kind::integer,
     .placeholder = "SECS",
     .scope = kFiles,
     .default_text = "0",
     .target = number_of<&GraylistSettings::known_client_secs>,
     .help = "time that a client network which passed once waits no more",
     .more_help =
         "Counted from its last use, for all senders and recipients. A bounce earns its network "
         "nothing. 604800 is a week. 0: every new pair of sender and recipient waits."},
    {.name = "graylist-level",
     .kind = Kind::names,
     .names = kGraylistLevelNames,
     .default_text = "none",
     .target = choice_of<&GraylistSettings::level>,
     .help = "who is graylisted",
     .more_help =
         "none: nobody. always: everybody but the exceptions. only: nobody but the exceptions. "
         "Both act only for recipient domains that have a directory below graylist-dir; "
         "always-create-dir and only-create-dir make it where it is missing."},
    {.name = "graylist-max-secs",
     .letter = 'M',
     .kind = Kind::integer,
     .placeholder = "SECS",
     .default_text = "0",
     .target = number_of<&GraylistSettings::max_secs>,
     .help = "age at which a graylist entry is forgotten",
     .more_help = "Counted from its last use. 0: never."},
    {.name = "graylist-min-secs",
     .letter = 'm',
     .kind = Kind::integer,
     .placeholder = "SECS",
     .default_text = "0",
     .target = number_of<&GraylistSettings::min_secs>,
     .help = "time that a new pair of sender and recipient must wait",
     .more_help = "An attempt before so many seconds are over is told to try again later once "
                  "more. 300 is a "
                  "usual value."},
    {.name = "graylist-network-bits-ipv4",
     .kind = Kind::integer,
     .placeholder = "BITS",
     .scope = kFiles,
     .default_text = "24",
     .target = number_of<&GraylistSettings::network_bits_v4>,
     .help = "size of an IPv4 client's network for graylisting",
     .more_help = "Used by graylist-key=network-sender-recipient and graylist-known-client-secs. "
                  "32: the address alone.",
     .least = 8,
     .most = 32},
    {.name = "graylist-network-bits-ipv6",
     .kind = Kind::integer,
     .placeholder = "BITS",
     .scope = kFiles,
     .default_text = "64",
     .target = number_of<&GraylistSettings::network_bits_v6>,
     .help = "size of an IPv6 client's network for graylisting",
     .more_help = "Used by graylist-key=network-sender-recipient and graylist-known-client-secs. "
                  "128: the address alone.",
     .least = 16,
     .most = 128},
};

}  // namespace spamweir::config
