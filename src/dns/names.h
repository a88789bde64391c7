// Domain names as DNS is asked for them: the names that stand for an address, and what a name may
// be at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.h"
#include "dns/idn.h"

namespace spamweir::dns {

// Where an address has its PTR records: 44.33.22.11.in-addr.arpa (RFC 1035 3.5), or the nibbles
// under ip6.arpa (RFC 3596 2.5).
std::string reverse_name(const IpAddress& address);

// Where a DNS list says something about an address (RFC 5782 2.1, 2.4): octets or nibbles
// backwards, then the zone. Dots at the ends of the zone are not taken for empty labels.
std::string name_in_zone(const IpAddress& address, std::string_view zone);
// The same about a domain name (RFC 5782 3).
std::string name_in_zone(std::string_view name, std::string_view zone);

// Whether it can be asked for: labels of 1 to 63 bytes, 255 in all on the wire (RFC 1035 2.3.4),
// without a last dot. Of the bytes only visible ASCII that zone files write as it is: DNS has no
// limit there, but a name with others is none that mail or lists live under.
bool is_valid_name(std::string_view name);

// The name as it is asked for: in lower case, without a last dot, in ASCII; the root, of which "."
// is the only spelling, is empty. Nothing where it is none.
std::optional<std::string> canonical_name(std::string_view name, IdnConverter& idn);

}  // namespace spamweir::dns
