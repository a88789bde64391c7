#include "tools/log_time.h"

#include "base/hex.h"
#include "base/text.h"

namespace spamweir::tools {
namespace {

// TAI64's second 0 of 1970, as daemontools counts: TAI was 10 seconds ahead of UTC then.
constexpr uint64_t kTaiOf1970 = (uint64_t{1} << 62) + 10;
// What an Instant can hold.
constexpr int64_t kMostSecs = 9'000'000'000;
constexpr int64_t kMostAheadSecs = 3600;

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

bool take_end(std::string_view& text) {
  take(text, ":");
  return text.empty() || is_blank(text.front());
}

std::optional<uint64_t> take_hex(std::string_view& text, size_t digits) {
  if (text.size() < digits) return std::nullopt;
  const std::optional<uint64_t> number = parse_hex(text.substr(0, digits));
  if (number) text.remove_prefix(digits);
  return number;
}

std::optional<Span> take_tai64n(std::string_view& text) {
  if (!take(text, "@")) return std::nullopt;
  const std::optional<uint64_t> label = take_hex(text, 16);
  const std::optional<uint64_t> nanos = take_hex(text, 8);
  if (!label || !nanos || *nanos >= uint64_t{kSecond} || !take_end(text)) return std::nullopt;
  const auto secs = static_cast<int64_t>(*label - kTaiOf1970);
  if (secs < 0 || secs > kMostSecs) return std::nullopt;
  const Instant begin = secs * kSecond + static_cast<Instant>(*nanos);
  return Span{begin, begin + 1};
}

std::optional<Span> take_syslog(std::string_view& text, int64_t now_secs) {
  CivilTime time;
  const std::optional<int> month = month_named(text.substr(0, 3));
  if (!month) return std::nullopt;
  text.remove_prefix(3);
  if (!take(text, " ")) return std::nullopt;
  take(text, " ");
  const std::optional<int> day = take_digits(text, 1, 2);
  bool has_seconds = false;
  if (!day || !take(text, " ") || !take_time_of_day(text, Seconds::needed, time, has_seconds) ||
      !take_end(text)) {
    return std::nullopt;
  }
  time.month = *month + 1;
  time.day = *day;
  const int this_year = local_time(now_secs).year;
  // The year after is for zones that are ahead.
  for (time.year = this_year + 1; time.year >= this_year - kLeapYears; --time.year) {
    if (!is_real(time)) continue;
    const int64_t secs = local_secs(time);
    if (secs <= now_secs + kMostAheadSecs) return Span{secs * kSecond, (secs + 1) * kSecond};
  }
  return std::nullopt;
}

// The length of a second's fraction in the text is how exact the time is.
bool take_fraction(std::string_view& text, Instant& nanos, Instant& unit) {
  nanos = 0;
  unit = kSecond;
  if (!take(text, ".,")) return true;
  const std::string_view before = text;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    if (unit == 1) continue;
    unit /= 10;
    nanos += (text.front() - '0') * unit;
  }
  return text.size() < before.size();
}

// Seconds east of UTC; nothing for the local zone. False where it is none at all.
bool take_zone(std::string_view& text, std::optional<int>& east_secs) {
  if (take(text, "Zz")) {
    east_secs = 0;
    return true;
  }
  const bool is_west = text.starts_with('-');
  if (!take(text, "+-")) return true;
  const std::optional<int> hours = take_digits(text, 2, 2);
  if (!hours) return false;
  take(text, ":");
  const std::optional<int> minutes = take_digits(text, 2, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return false;
  east_secs = (is_west ? -1 : 1) * (*hours * 3600 + *minutes * 60);
  return true;
}

std::optional<Span> take_iso(std::string_view& text) {
  CivilTime time;
  bool has_seconds = false;
  Instant nanos = 0;
  Instant unit = 0;
  std::optional<int> east_secs;
  if (!take_date(text, time) || !take(text, "Tt ") ||
      !take_time_of_day(text, Seconds::needed, time, has_seconds) ||
      !take_fraction(text, nanos, unit) || !take_zone(text, east_secs) || !take_end(text) ||
      !is_real(time)) {
    return std::nullopt;
  }
  const int64_t secs = east_secs ? utc_secs(time) - *east_secs : local_secs(time);
  const Instant begin = secs * kSecond + nanos;
  return Span{begin, begin + unit};
}

}  // namespace

std::optional<int> take_digits(std::string_view& text, size_t least, size_t most) {
  size_t count = 0;
  int number = 0;
  while (count < most && count < text.size() && is_digit(text[count])) {
    number = number * 10 + (text[count++] - '0');
  }
  if (count < least) return std::nullopt;
  text.remove_prefix(count);
  return number;
}

bool take_time_of_day(std::string_view& text, Seconds seconds, CivilTime& time, bool& has_seconds) {
  const std::optional<int> hour =
      take_digits(text, seconds == Seconds::needed ? size_t{2} : size_t{1}, 2);
  if (!hour || !take(text, ":")) return false;
  const std::optional<int> minute = take_digits(text, 2, 2);
  if (!minute) return false;
  std::string_view rest = text;
  std::optional<int> second;
  if (take(rest, ":")) second = take_digits(rest, 2, 2);
  has_seconds = second.has_value();
  if (has_seconds) text = rest;
  time.hour = *hour;
  time.minute = *minute;
  time.second = second.value_or(0);
  return has_seconds || seconds == Seconds::optional;
}

bool take_date(std::string_view& text, CivilTime& time) {
  const std::optional<int> year = take_digits(text, 4, 4);
  if (!year || !take(text, "-")) return false;
  const std::optional<int> month = take_digits(text, 2, 2);
  if (!month || !take(text, "-")) return false;
  const std::optional<int> day = take_digits(text, 2, 2);
  if (!day) return false;
  time.year = *year;
  time.month = *month;
  time.day = *day;
  return true;
}

std::optional<Span> take_time(std::string_view& text, int64_t now_secs) {
  while (take(text, " \t")) continue;
  if (text.empty()) return std::nullopt;
  if (text.front() == '@') return take_tai64n(text);
  return is_digit(text.front()) ? take_iso(text) : take_syslog(text, now_secs);
}

}  // namespace spamweir::tools
