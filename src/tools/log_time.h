// Times as logs have them.
#pragma once

#include <optional>
#include <string_view>

#include "tools/calendar.h"

namespace spamweir::tools {

// What a time stands for: `Nov 27 03:41:07` for a second, `2026-11-20` for a day.
struct Span {
  Instant begin = 0;
  Instant end = 0;  // the first instant that is not in it
};

// What the front of `text` is made of, taken off it. Ranges are the caller's to check: is_real().
//
// A number of `least` to `most` digits; others may follow.
std::optional<int> take_digits(std::string_view& text, size_t least, size_t most);
// `03:41:07` and, where seconds are optional, `3:41`.
enum class Seconds { needed, optional };
bool take_time_of_day(std::string_view& text, Seconds seconds, CivilTime& time, bool& has_seconds);
// `2026-11-20`.
bool take_date(std::string_view& text, CivilTime& time);

// The time that `text` begins with, taken off it with the blanks before it, when a blank or nothing
// follows:
//
//   Nov 27 03:41:07                       syslog: local, the latest such time up to an hour after
//                                         `now_secs`, for clocks of other machines
//   @400000006746a1f30c6f2b1c             multilog: TAI64N, with the 10 seconds of 1970
//   2026-11-20T14:30:05.25+01:00  Z       RFC 3339; a blank or `t` in the place of T too
//   2026-11-20 14:30:05.250000000         the same without a zone: local
//
// A colon may follow the last digit, as some loggers have it.
std::optional<Span> take_time(std::string_view& text, int64_t now_secs);

}  // namespace spamweir::tools
