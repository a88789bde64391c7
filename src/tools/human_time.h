// Times as people say them.
#pragma once

#include <string_view>

#include "base/result.h"
#include "tools/log_time.h"

namespace spamweir::tools {

// What `words` stand for at `now_secs`, in any case: a day, a time of that day or of today, or
// both; or a time that has gone by since; or what take_time() reads:
//
//   today  yesterday  2026-11-20  monday  Nov 20 (the last one, which may be today)
//   14:30 (that minute)  14:30:05
//   now  2 hours ago (seconds, minutes, hours, days, weeks; from 1970 on)
//
// An error says what is allowed.
Result<Span> read_human_time(std::string_view words, int64_t now_secs);

}  // namespace spamweir::tools
