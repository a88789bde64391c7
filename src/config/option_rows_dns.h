// Rows: how DNS is asked, and lists that are kept in DNS.
#pragma once

#include "config/option_makers.h"

namespace spamweir::config {

inline constexpr Name kDnsLevelNames[] = {bare_name("none"), bare_name("normal"),
                                          bare_name("aggressive")};
inline constexpr Name kQueryTypeANames[] = {bare_name("a"), bare_name("cname")};
inline constexpr Name kQueryTypeMxNames[] = {bare_name("a"), bare_name("cname"), bare_name("mx")};
inline constexpr Name kQueryTypePtrNames[] = {bare_name("cname"), bare_name("ptr")};
inline constexpr Name kQueryTypeRblNames[] = {bare_name("a"), bare_name("cname"), bare_name("txt")};
inline constexpr Name kDnsSpoofNames[] = {bare_name("accept-all"), bare_name("accept-same-ip"),
                                          bare_name("accept-same-port"), bare_name("reject")};
inline constexpr Name kDnsTcpNames[] = {bare_name("none"), bare_name("normal")};

inline constexpr std::string_view kNoDns = "DNS is not asked at all";
inline constexpr std::string_view kNoDnsBlacklist = "no client is rejected by a DNS blacklist";
inline constexpr std::string_view kNoDnsWhitelist = "no client is excused by a DNS whitelist";
inline constexpr std::string_view kNoRhsBlacklist = "no domain is rejected by a DNS blacklist";
inline constexpr std::string_view kNoRhsWhitelist = "no domain is excused by a DNS whitelist";

inline constexpr Option kDnsOptions[] = {
    {.name = "dns-blacklist-entry",
     .letter = 'x',
     .kind = Kind::string,
     .placeholder = "DNSRBL",
     .repeat = Repeat::adds_up,
     .help = "DNS zone that lists bad client addresses (RBL)",
     .more_help =
         "The client's address is looked up in the zone; if it is listed, its mail is refused with "
         "the zone's name and the text that the zone gives. Example: "
         "dns-blacklist-entry=zen.spamhaus.org",
     .unbuilt = kNoDnsBlacklist},
    {.name = "dns-blacklist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .help = "file of DNS zones that list bad client addresses",
     .more_help = "One zone a line, each used as with dns-blacklist-entry.",
     .unbuilt = kNoDnsBlacklist},
    {.name = "dns-level",
     .kind = Kind::names,
     .names = kDnsLevelNames,
     .scope = kFiles,
     .default_text = "aggressive",
     .help = "how hard to try for an answer from DNS",
     .more_help =
         "none: DNS is not asked, and no filter that needs it rejects anything. normal: one server "
         "after the other. aggressive: all servers are asked when the first one is slow.",
     .unbuilt = kNoDns},
    {.name = "dns-max-retries-primary",
     .kind = Kind::integer,
     .placeholder = "NUM",
     .scope = kFiles,
     .default_text = "1",
     .help = "tries at the primary DNS servers before the others are asked",
     .more_help =
         "Counts for the servers of dns-server-ip-primary. 0 asks the others from the start.",
     .unbuilt = kNoDns},
    {.name = "dns-max-retries-total",
     .kind = Kind::integer,
     .placeholder = "NUM",
     .scope = kFiles,
     .default_text = "3",
     .help = "tries for a DNS question before it is given up",
     .more_help = "All servers together, those at the primary servers included. A question without "
                  "an answer "
                  "rejects nobody.",
     .unbuilt = kNoDns,
     .least = 1},
    {.name = "dns-query-type-a",
     .kind = Kind::names,
     .names = kQueryTypeANames,
     .repeat = Repeat::combined,
     .scope = kFiles,
     .default_text = "a and aaaa (a CNAME is followed anyway)",
     .help = "record types asked for to find a name's addresses",
     .more_help = "Seldom needed; the default asks for all that can help.",
     .unbuilt = kNoDns},
    {.name = "dns-query-type-mx",
     .kind = Kind::names,
     .names = kQueryTypeMxNames,
     .repeat = Repeat::combined,
     .scope = kFiles,
     .default_text = "mx, then a and aaaa (a CNAME is followed anyway)",
     .help = "record types asked for to find a domain's mail servers",
     .more_help = "Seldom needed; the default asks for all that can help.",
     .unbuilt = kNoDns},
    {.name = "dns-query-type-ptr",
     .kind = Kind::names,
     .names = kQueryTypePtrNames,
     .repeat = Repeat::combined,
     .scope = kFiles,
     .default_text = "ptr (a CNAME is followed anyway)",
     .help = "record types asked for to find a client's rDNS name",
     .more_help = "Seldom needed; the default asks for all that can help.",
     .unbuilt = kNoDns},
    {.name = "dns-query-type-rbl",
     .kind = Kind::names,
     .names = kQueryTypeRblNames,
     .repeat = Repeat::combined,
     .scope = kFiles,
     .default_text = "a, then txt after a hit",
     .help = "record types asked for in DNS blacklists and whitelists",
     .more_help = "Seldom needed; the default asks for all that can help.",
     .unbuilt = kNoDns},
    {.name = "dns-resolv-conf",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .default_text = "/etc/resolv.conf",
     .help = "file that names the DNS servers",
     .more_help = "In the format of resolv.conf(5). Read only where dns-server-ip and "
                  "dns-server-ip-primary give no servers.",
     .unbuilt = kNoDns},
    {.name = "dns-server-ip",
     .kind = Kind::string,
     .placeholder = "IPADDRESS[:PORT]",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .help = "DNS server to ask when the primary ones do not answer",
     .more_help = "Instead of the servers of dns-resolv-conf. The port is 53 unless given.",
     .unbuilt = kNoDns},
    {.name = "dns-server-ip-primary",
     .kind = Kind::string,
     .placeholder = "IPADDRESS[:PORT]",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .help = "DNS server to ask first",
     .more_help = "A cache on this host or near it. Others are asked when it has failed "
                  "dns-max-retries-primary times. The port is 53 unless given.",
     .unbuilt = kNoDns},
    {.name = "dns-spoof",
     .kind = Kind::names,
     .names = kDnsSpoofNames,
     .scope = kFiles,
     .default_text = "reject",
     .help = "whether DNS answers from unexpected addresses count",
     .more_help =
         "reject: an answer must come from the address and port that were asked. accept-same-ip "
         "and accept-same-port ask for one of the two, accept-all for nothing, and so let others "
         "forge answers; for networks with unusual address translation only.",
     .unbuilt = kNoDns},
    {.name = "dns-tcp",
     .kind = Kind::names,
     .names = kDnsTcpNames,
     .scope = kFiles,
     .default_text = "normal",
     .help = "whether DNS is asked by TCP when an answer is cut short",
     .more_help = "normal: yes. none: what arrived by UDP has to do.",
     .unbuilt = kNoDns},
    {.name = "dns-timeout-secs",
     .kind = Kind::integer,
     .placeholder = "SECS",
     .scope = kFiles,
     .default_text = "30",
     .help = "longest wait for the answer to a DNS question",
     .more_help = "All tries together. A question without an answer rejects nobody.",
     .unbuilt = kNoDns},
    {.name = "dns-whitelist-entry",
     .kind = Kind::string,
     .placeholder = "DNSWHITELIST",
     .repeat = Repeat::adds_up,
     .help = "DNS zone that lists good client addresses",
     .more_help = "A client that the zone lists is excused from the filters.",
     .unbuilt = kNoDnsWhitelist},
    {.name = "dns-whitelist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .help = "file of DNS zones that list good client addresses",
     .more_help = "One zone a line, each used as with dns-whitelist-entry.",
     .unbuilt = kNoDnsWhitelist},
    {.name = "rhs-blacklist-entry",
     .letter = 'X',
     .kind = Kind::string,
     .placeholder = "RHSBL",
     .repeat = Repeat::adds_up,
     .help = "DNS zone that lists bad domain names (RHSBL)",
     .more_help =
         "The client's rDNS name and the sender's domain are looked up in the zone; mail from a "
         "listed one is refused.",
     .unbuilt = kNoRhsBlacklist},
    {.name = "rhs-blacklist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .help = "file of DNS zones that list bad domain names",
     .more_help = "One zone a line, each used as with rhs-blacklist-entry.",
     .unbuilt = kNoRhsBlacklist},
    {.name = "rhs-whitelist-entry",
     .kind = Kind::string,
     .placeholder = "RHSWHITELIST",
     .repeat = Repeat::adds_up,
     .help = "DNS zone that lists good domain names",
     .more_help =
         "The client's rDNS name and the sender's domain are looked up in the zone; a listed one "
         "is "
         "excused from the filters. Anybody can claim any sender domain, so use it with care.",
     .unbuilt = kNoRhsWhitelist},
    {.name = "rhs-whitelist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .help = "file of DNS zones that list good domain names",
     .more_help = "One zone a line, each used as with rhs-whitelist-entry.",
     .unbuilt = kNoRhsWhitelist},
};

}  // namespace spamweir::config
