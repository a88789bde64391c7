// Whether a host name, as reverse DNS gives it, is on a list. Entries, case never matters:
//
//   mail.example.com   that name;
//   .example.com       that name and every one below it.
//
// A dot at the end of a name or entry is no difference. Everything that is_domain_name() does not
// take is an ERROR. A line of a file that can't concern the name is passed over with a short look,
// which notices blanks in it and a last character that is no letter, but nothing else.
//
// A million lines take about 10 ms.
#pragma once

#include <optional>
#include <string_view>

#include "config/settings.h"
#include "lists/hit.h"
#include "log/log.h"

namespace spamweir::lists {

// Entries first, then files, then name directories (name_directory.h); the first match is the hit.
// An empty name is on no list. A malformed entry or line is one ERROR that names it and says what
// is allowed, and is skipped; a file or directory that can't be read is one ERROR and counts as
// empty.
std::optional<Hit> find_name(std::string_view name, const config::ListSource& source,
                             log::Log& log);

// Looks at every entry and line for what is malformed, and reports it as above.
void check_name_list(const config::ListSource& source, log::Log& log);

}  // namespace spamweir::lists
