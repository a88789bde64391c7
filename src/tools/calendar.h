// Dates and times of day, in the local time zone and in UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace spamweir::tools {

// Nanoseconds since 1970; reaches from 1678 to 2262.
using Instant = int64_t;
inline constexpr Instant kSecond = 1'000'000'000;

struct CivilTime {
  int year = 1970;
  int month = 1;  // 1 to 12
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

// At most from one February 29 to the next: 2096 to 2104.
inline constexpr int kLeapYears = 8;

// Whether there is such a day from 1970 to 2200, and such a time; second 60 counts.
bool is_real(const CivilTime& time);

// The fields of `time` need not be in their ranges: day 0 is the last of the month before.
int64_t utc_secs(const CivilTime& time);
// Of an hour that comes twice, the first; a time that a change of the clocks leaves out is moved
// behind it.
int64_t local_secs(const CivilTime& time);

CivilTime local_time(int64_t secs);
// 0 is Sunday.
int weekday_of(const CivilTime& time);

// 0 to 11 for `Jan` or `January` to December, 0 to 6 for Sunday to Saturday, in any case; the
// first three letters are enough.
std::optional<int> month_named(std::string_view word);
std::optional<int> weekday_named(std::string_view word);

}  // namespace spamweir::tools
