// Whether an address is on a list of ip_pattern.h entries.
//
// A list that is searched by each connection may be long: a million lines take about 10 ms. Most
// lines are passed over by their first octet (or IPv6 group) without being parsed, so what is wrong
// further right in such a line is not noticed; a line that could concern the address, or that does
// not begin as an address does, is parsed as a whole and reported when it is malformed.
#pragma once

#include <optional>

#include "base/ip_address.h"
#include "config/settings.h"
#include "lists/hit.h"
#include "log/log.h"

namespace spamweir::lists {

// Entries first, then files; the first match is the hit. A malformed entry or line is one ERROR
// that names it and says what is allowed, and is skipped; a file that can't be read is one ERROR
// and counts as empty.
std::optional<Hit> find_ip(const IpAddress& address, const config::ListSource& source,
                           log::Log& log);

// Looks at every entry and line for what is malformed, and reports it as above.
void check_ip_list(const config::ListSource& source, log::Log& log);

}  // namespace spamweir::lists
