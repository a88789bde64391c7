// Times as people say them.
#pragma once

#include <string_view>

#include "base/result.h"
#include "tools/log_time.h"

namespace spamweir::tools {

// What `words` stand for at `now_secs`: what time_of_line() reads; or, in any case, a day, a time
// of that day or of today, or both; or a time since:
//
//   today  yesterday  monday (the last one, or today)  2026-11-20  Nov 20 (the last one)
//   14:30 (that minute)  14:30:05
//   now  2 hours ago (seconds, minutes, hours, days, weeks)
//
// An error says what is allowed.
Result<Span> read_human_time(std::string_view words, int64_t now_secs);

}  // namespace spamweir::tools
