// Rows: graylisting.
#pragma once

#include "config/option_makers.h"

namespace spamweir::config {

inline constexpr std::string_view kNoGraylist = "nothing is graylisted";

inline constexpr Name kGraylistLevelNames[] = {bare_name("none"), bare_name("always"),
                                               bare_name("always-create-dir"), bare_name("only"),
                                               bare_name("only-create-dir")};

inline constexpr Option kGraylistOptions[] = {
    {.name = "graylist-dir",
     .letter = 'g',
     .kind = Kind::directory,
     .placeholder = "DIR",
     .repeat = Repeat::adds_up,
     .help = "directory tree that remembers who has sent to whom",
     .more_help =
         "Below it stands a file for each pair of recipient and sender that was seen. A pair seen "
         "for the first time is told to try again later; real servers do, most spam programs do "
         "not. Old files can be deleted at any time.",
     .unbuilt = kNoGraylist},
    {.name = "graylist-exception-ip-entry",
     .kind = Kind::string,
     .placeholder = "IPADDRESS",
     .repeat = Repeat::adds_up,
     .help = "client address or network that is an exception",
     .more_help =
         "Written as for ip-blacklist-entry. With graylist-level=always such a client is not "
         "graylisted; with only, no other is.",
     .unbuilt = kNoGraylist},
    {.name = "graylist-exception-ip-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .help = "file of client addresses and networks that are exceptions",
     .more_help = "One a line, each used as with graylist-exception-ip-entry.",
     .unbuilt = kNoGraylist},
    {.name = "graylist-exception-rdns-dir",
     .kind = Kind::directory,
     .placeholder = "DIR",
     .repeat = Repeat::adds_up,
     .help = "directory tree of rDNS names that are exceptions",
     .more_help = "A tree made like that of rdns-blacklist-dir.",
     .unbuilt = kNoGraylist},
    {.name = "graylist-exception-rdns-entry",
     .kind = Kind::string,
     .placeholder = "RDNSNAME",
     .repeat = Repeat::adds_up,
     .help = "rDNS name that is an exception",
     .more_help =
         "Written as for rdns-blacklist-entry. With graylist-level=always such a client is not "
         "graylisted; with only, no other is.",
     .unbuilt = kNoGraylist},
    {.name = "graylist-exception-rdns-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .help = "file of rDNS names that are exceptions",
     .more_help = "One a line, each used as with graylist-exception-rdns-entry.",
     .unbuilt = kNoGraylist},
    {.name = "graylist-level",
     .kind = Kind::names,
     .names = kGraylistLevelNames,
     .default_text = "none",
     .help = "who is graylisted",
     .more_help =
         "none: nobody. always: everybody but the exceptions. only: nobody but the exceptions. "
         "Both act only for recipient domains that have a directory below graylist-dir; "
         "always-create-dir and only-create-dir make it where it is missing.",
     .unbuilt = kNoGraylist},
    {.name = "graylist-max-secs",
     .letter = 'M',
     .kind = Kind::integer,
     .placeholder = "SECS",
     .default_text = "0",
     .help = "age at which a graylist entry is forgotten",
     .more_help = "Counted from its last use. 0: never.",
     .unbuilt = kNoGraylist},
    {.name = "graylist-min-secs",
     .letter = 'm',
     .kind = Kind::integer,
     .placeholder = "SECS",
     .default_text = "0",
     .help = "time that a new pair of sender and recipient must wait",
     .more_help = "An attempt before so many seconds are over is told to try again later once "
                  "more. 300 is a "
                  "usual value.",
     .unbuilt = kNoGraylist},
};

}  // namespace spamweir::config
