// Rows: how DNS is asked, and lists that are kept in DNS.
#pragma once

#include "config/option_makers.h"

namespace spamweir::config {

inline constexpr Name kDnsLevelNames[] = {name_for("none", DnsLevel::none),
                                          name_for("normal", DnsLevel::normal),
                                          name_for("aggressive", DnsLevel::aggressive)};
inline constexpr Name kQueryTypeANames[] = {name_for("a", kA), name_for("cname", kCname)};
inline constexpr Name kQueryTypeMxNames[] = {name_for("a", kA), name_for("cname", kCname),
                                             name_for("mx", kMx)};
inline constexpr Name kQueryTypePtrNames[] = {name_for("cname", kCname), name_for("ptr", kPtr)};
inline constexpr Name kQueryTypeRblNames[] = {name_for("a", kA), name_for("cname", kCname),
                                              name_for("txt", kTxt)};
inline constexpr Name kDnsSpoofNames[] = {name_for("accept-all", DnsSpoof::accept_all),
                                          name_for("accept-same-ip", DnsSpoof::accept_same_ip),
                                          name_for("accept-same-port", DnsSpoof::accept_same_port),
                                          name_for("reject", DnsSpoof::reject)};
inline constexpr Name kDnsTcpNames[] = {name_for("none", DnsTcp::none),
                                        name_for("normal", DnsTcp::normal)};

inline constexpr Option kDnsOptions[] = {
    {.name = "dns-blacklist-entry",
     .letter = 'x',
     .kind = Kind::string,
     .placeholder = "DNSRBL",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::dns_blacklist>,
     .help = "DNS zone that lists bad client addresses (RBL)",
     .more_help =
         "The client's address is looked up in the zone; if it is listed, its mail is refused with "
         "the zone's name and the text that the zone gives. An answer counts if it is an address "
         "of 127.0.0.0/8 but not of 127.255.255.0/24, which tells of errors; to name the answers "
         "that count, put them behind the zone: dns-blacklist-entry=zen.spamhaus.org="
         "127.0.0.2-11"},
    {.name = "dns-blacklist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::dns_blacklist>,
     .help = "file of DNS zones that list bad client addresses",
     .more_help = "One zone a line, each used as with dns-blacklist-entry."},
    {.name = "dns-level",
     .kind = Kind::names,
     .names = kDnsLevelNames,
     .scope = kFiles,
     .default_text = "aggressive",
     .target = choice_of<&DnsSettings::level>,
     .help = "how hard to try for an answer from DNS",
     .more_help =
         "none: DNS is not asked, and no filter that needs it rejects anything. normal: one server "
         "after the other. aggressive: all servers are asked when the first one is slow."},
    {.name = "dns-max-retries-primary",
     .kind = Kind::integer,
     .placeholder = "NUM",
     .scope = kFiles,
     .default_text = "1",
     .target = number_of<&DnsSettings::retries_primary>,
     .help = "tries at the primary DNS servers before the others are asked",
     .more_help =
         "Counts for the servers of dns-server-ip-primary. 0 asks the others from the start."},
    {.name = "dns-max-retries-total",
     .kind = Kind::integer,
     .placeholder = "NUM",
     .scope = kFiles,
     .default_text = "3",
     .target = number_of<&DnsSettings::retries_total>,
     .help = "times that a DNS question is repeated",
     .more_help =
         "After 0.4 seconds, then after one more, then every five. With dns-level=aggressive each "
         "repeat goes to all servers. What no server answers rejects nobody.",
     .least = 1},
    {.name = "dns-query-type-a",
     .kind = Kind::names,
     .names = kQueryTypeANames,
     .repeat = Repeat::combined,
     .scope = kFiles,
     .default_text = "a and aaaa (a CNAME is followed anyway)",
     .target = bits_of<&DnsSettings::types_a>,
     .help = "record types asked for to find a name's addresses",
     .more_help = "a: IPv4 addresses only. cname: an alias is enough. The default asks for IPv4 "
                  "and IPv6 addresses and follows aliases."},
    {.name = "dns-query-type-mx",
     .kind = Kind::names,
     .names = kQueryTypeMxNames,
     .repeat = Repeat::combined,
     .scope = kFiles,
     .default_text = "mx, then a and aaaa (a CNAME is followed anyway)",
     .target = bits_of<&DnsSettings::types_mx>,
     .help = "record types asked for to find a domain's mail servers",
     .more_help = "mx: only a domain with mail exchangers can be written to. a: only its own "
                  "address counts. cname changes nothing, because aliases are followed anyway. The "
                  "default asks for mail exchangers, and for an address where there are none."},
    {.name = "dns-query-type-ptr",
     .kind = Kind::names,
     .names = kQueryTypePtrNames,
     .repeat = Repeat::combined,
     .scope = kFiles,
     .default_text = "ptr (a CNAME is followed anyway)",
     .target = bits_of<&DnsSettings::types_ptr>,
     .help = "record types asked for to find a client's rDNS name",
     .more_help = "cname: the alias of the address is taken for its name. The default asks for the "
                  "name and follows aliases."},
    {.name = "dns-query-type-rbl",
     .kind = Kind::names,
     .names = kQueryTypeRblNames,
     .repeat = Repeat::combined,
     .scope = kFiles,
     .default_text = "a, then txt after a hit",
     .target = bits_of<&DnsSettings::types_rbl>,
     .help = "record types asked for in DNS blacklists and whitelists",
     .more_help =
         "The types given are all asked for at once, and a record of any of them is a hit, unless "
         "the list's address records say otherwise. The default asks for addresses, and for the "
         "text only after a hit, which costs a list that has no hit a third of the questions."},
    {.name = "dns-resolv-conf",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .default_text = "/etc/resolv.conf",
     .target = list_of<&DnsSettings::resolv_conf_files>,
     .help = "file that names the DNS servers",
     .more_help = "In the format of resolv.conf(5). Read only where dns-server-ip and "
                  "dns-server-ip-primary give no servers."},
    {.name = "dns-server-ip",
     .kind = Kind::string,
     .placeholder = "IPADDRESS[:PORT]",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .target = list_of<&DnsSettings::servers>,
     .help = "DNS server to ask when the primary ones do not answer",
     .more_help = "Instead of the servers of dns-resolv-conf. The port is 53 unless given."},
    {.name = "dns-server-ip-primary",
     .kind = Kind::string,
     .placeholder = "IPADDRESS[:PORT]",
     .repeat = Repeat::adds_up,
     .scope = kFiles,
     .target = list_of<&DnsSettings::primary_servers>,
     .help = "DNS server to ask first",
     .more_help = "A cache on this host or near it. Others are asked when it has failed "
                  "dns-max-retries-primary times. The port is 53 unless given."},
    {.name = "dns-spoof",
     .kind = Kind::names,
     .names = kDnsSpoofNames,
     .scope = kFiles,
     .default_text = "reject",
     .target = choice_of<&DnsSettings::spoof>,
     .help = "whether DNS answers from unexpected addresses count",
     .more_help =
         "reject: an answer must come from the address and port that were asked. accept-same-ip "
         "and accept-same-port ask for one of the two, accept-all for nothing, and so let others "
         "forge answers; for networks with unusual address translation only."},
    {.name = "dns-tcp",
     .kind = Kind::names,
     .names = kDnsTcpNames,
     .scope = kFiles,
     .default_text = "normal",
     .target = choice_of<&DnsSettings::tcp>,
     .help = "whether DNS is asked by TCP when an answer is cut short",
     .more_help = "normal: yes, and also when answers look forged. none: an answer that was cut "
                  "short is one that could not be had."},
    {.name = "dns-timeout-secs",
     .kind = Kind::integer,
     .placeholder = "SECS",
     .scope = kFiles,
     .default_text = "30",
     .target = number_of<&DnsSettings::timeout_secs>,
     .help = "longest wait for the answer to a DNS question",
     .more_help = "All tries together; a command of the client waits no longer than that for all "
                  "its questions. Where no server answers at all, nobody is rejected for it.",
     .least = 1},
    {.name = "dns-whitelist-entry",
     .kind = Kind::string,
     .placeholder = "DNSWHITELIST",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::dns_whitelist>,
     .help = "DNS zone that lists good client addresses",
     .more_help = "A client that the zone lists is excused from the filters.",
     .opens = true},
    {.name = "dns-whitelist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::dns_whitelist>,
     .help = "file of DNS zones that list good client addresses",
     .more_help = "One zone a line, each used as with dns-whitelist-entry.",
     .opens = true},
    {.name = "rhs-blacklist-entry",
     .letter = 'X',
     .kind = Kind::string,
     .placeholder = "RHSBL",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::rhs_blacklist>,
     .help = "DNS zone that lists bad domain names (RHSBL)",
     .more_help =
         "The client's rDNS name and the sender's domain are looked up in the zone; mail from a "
         "listed one is refused."},
    {.name = "rhs-blacklist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::rhs_blacklist>,
     .help = "file of DNS zones that list bad domain names",
     .more_help = "One zone a line, each used as with rhs-blacklist-entry."},
    {.name = "rhs-whitelist-entry",
     .kind = Kind::string,
     .placeholder = "RHSWHITELIST",
     .repeat = Repeat::adds_up,
     .target = entries_of<&Settings::rhs_whitelist>,
     .help = "DNS zone that lists good domain names",
     .more_help =
         "The client's rDNS name and the sender's domain are looked up in the zone; a listed one "
         "is "
         "excused from the filters. Anybody can claim any sender domain, so use it with care.",
     .opens = true},
    {.name = "rhs-whitelist-file",
     .kind = Kind::file,
     .placeholder = "FILE",
     .repeat = Repeat::adds_up,
     .target = files_of<&Settings::rhs_whitelist>,
     .help = "file of DNS zones that list good domain names",
     .more_help = "One zone a line, each used as with rhs-whitelist-entry.",
     .opens = true},
};

}  // namespace spamweir::config
