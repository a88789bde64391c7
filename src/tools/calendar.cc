#include "tools/calendar.h"

#include <ctime>
#include <span>

#include "base/text.h"

namespace spamweir::tools {
namespace {

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2200;
constexpr int64_t kDaySecs = 86'400;

constexpr std::string_view kMonths[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
constexpr std::string_view kWeekdays[] = {"sunday",   "monday", "tuesday", "wednesday",
                                          "thursday", "friday", "saturday"};

tm parts_of(const CivilTime& time) {
  tm parts{};
  parts.tm_year = time.year - 1900;
  parts.tm_mon = time.month - 1;
  parts.tm_mday = time.day;
  parts.tm_hour = time.hour;
  parts.tm_min = time.minute;
  parts.tm_sec = time.second;
  return parts;
}

int days_of(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap ? 29 : kDays[month - 1];
}

std::optional<int> find_name(std::string_view word, std::span<const std::string_view> names) {
  constexpr size_t kLeast = 3;
  if (word.size() < kLeast) return std::nullopt;
  for (size_t at = 0; at < names.size(); ++at) {
    if (starts_with_ignoring_case(names[at], word)) return static_cast<int>(at);
  }
  return std::nullopt;
}

// Seconds east of UTC.
int64_t utc_offset_at(int64_t secs) {
  const auto time = static_cast<time_t>(secs);
  tm parts{};
  return localtime_r(&time, &parts) == nullptr ? 0 : parts.tm_gmtoff;
}

}  // namespace

bool is_real(const CivilTime& time) {
  return time.year >= kFirstYear && time.year <= kLastYear && time.month >= 1 && time.month <= 12 &&
         time.day >= 1 && time.day <= days_of(time.year, time.month) && time.hour >= 0 &&
         time.hour <= 23 && time.minute >= 0 && time.minute <= 59 && time.second >= 0 &&
         time.second <= 60;
}

int64_t utc_secs(const CivilTime& time) {
  tm parts = parts_of(time);
  return timegm(&parts);
}

// Not by mktime(), which spends 100 us on a time whose tm_isdst is not the zone's.
int64_t local_secs(const CivilTime& time) {
  const int64_t secs = utc_secs(time);
  const int64_t offset_before = utc_offset_at(secs - kDaySecs);
  const int64_t offset_after = utc_offset_at(secs + kDaySecs);
  const int64_t by_offset_before = secs - offset_before;
  const int64_t by_offset_after = secs - offset_after;
  const bool is_after_change = utc_offset_at(by_offset_before) != offset_before &&
                               utc_offset_at(by_offset_after) == offset_after;
  return is_after_change ? by_offset_after : by_offset_before;
}

CivilTime local_time(int64_t secs) {
  const auto time = static_cast<time_t>(secs);
  tm parts{};
  if (localtime_r(&time, &parts) == nullptr) return {};
  return {parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
          parts.tm_hour,        parts.tm_min,     parts.tm_sec};
}

int weekday_of(const CivilTime& time) {
  tm parts = parts_of(time);
  timegm(&parts);
  return parts.tm_wday;
}

std::optional<int> month_named(std::string_view word) { return find_name(word, kMonths); }
std::optional<int> weekday_named(std::string_view word) { return find_name(word, kWeekdays); }

}  // namespace spamweir::tools
