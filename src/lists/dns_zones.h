// The zones of DNS lists: which to ask, and which of their answers count. An entry or line is
//
//   zone.example                          every answer in 127.0.0.0/8 counts (RFC 5782 2.1);
//   zone.example=127.0.0.2-11,127.0.1.*   these answers count and no others: IPv4 addresses as
//                                         ip_pattern.h takes them, or with `*` for any octet.
//
// Blanks around `=` and `,`, case, and a dot at the end of a zone are no difference.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "config/settings.h"
#include "lists/ip_pattern.h"
#include "log/log.h"

namespace spamweir::lists {

struct Zone {
  std::string name;  // in lower case, without a dot at the end
  // Those that were given as the answers that count.
  std::vector<IpPattern> answers = {};
  bool takes_every_answer = false;  // of 127.0.0.0/8

  // Whether this answer means that a client is listed. An answer outside 127.0.0.0/8 comes from a
  // zone that has died and whose name somebody else now answers for, so it counts only where it
  // was asked for; is_list_error() never counts.
  bool counts(const IpAddress& answer) const;
};

// 127.255.255.0/24, by which public lists tell who asks, not about whom: that the zone is misspelt,
// that queries come by way of a public resolver, that there are too many.
bool is_list_error(const IpAddress& answer);

// Entries first, then files. A zone that is given more than once is there once, at its first place,
// with all answers that count by any of its lines. A malformed entry or line is one ERROR that
// names it and says what is allowed, and is skipped; a file that can't be read is one ERROR and
// counts as empty.
std::vector<Zone> read_zones(const config::ListSource& source, log::Log& log);

}  // namespace spamweir::lists
