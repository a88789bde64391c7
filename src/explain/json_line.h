// The same facts as those of log_line.h, from a line of log-format=json: an object whose type is
// message, event or recipients (documentation/log.md), behind whatever syslog or multilog put in
// front.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "explain/log_line.h"

namespace spamweir::explain {

// Nothing for a text that is no object; an error for an object that tells of no mail, or is broken.
Result<std::optional<LogLine>> parse_json_line(std::string_view text);

}  // namespace spamweir::explain
