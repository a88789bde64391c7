// Whether a host name was made of the client's address, as the names of dial-up and cable pools
// are: dsl-11-22-33-44.pool.example.net.
//
// Numbers of a form stand with any single character between them that is no digit of theirs. A
// form's first number must begin and its last one end where a run of digits does, else it would be
// another number: 111.22.33.44 does not contain 11.22.33.44, and a hexadecimal form may touch
// letters from g to z, but not those from a to f. Letters beside decimal forms don't matter.
#pragma once

#include <string_view>

#include "base/ip_address.h"

namespace spamweir::lists {

// For 11.22.33.44, where leading zeros of an octet that stands alone never count, while those of
// octets written together must be as shown:
//   11.22.33.44   44.33.22.11   44.11.22.33   33.22.11.44   44.33.1122   3344.11.22   11.22.3344
//   11.223344     11.22.8492 (the last two octets as one number)
//   11223344      44332211      011022033044  11022033044   1122033044   112233044   044033022011
//   185999660 (the address as one number)     0b16212c (the same, eight hexadecimal digits)
// For IPv6, hexadecimal:
//   all eight groups, with or without leading zeros; 32 digits; the 32 digits in reverse, together
//   or each by itself; and every spelling with `::` (RFC 4291 2.2) that has `-` or `.` for `:`. Of
//   the latter all groups that hang together must be the address: 1-2001-db8--1 is not 2001:db8::1.
// Case doesn't matter. Nothing contains 0.0.0.0 or ::, which stand for clients of which nothing is
// known.
bool contains_ip(std::string_view name, const IpAddress& ip);

}  // namespace spamweir::lists
