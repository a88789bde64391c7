#include "tools/human_time.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace spamweir::tools {
namespace {

constexpr int64_t kMostUnits = 1'000'000;

Span second_of(int64_t secs) { return {secs * kSecond, (secs + 1) * kSecond}; }

CivilTime midnight_of(const CivilTime& time) { return {time.year, time.month, time.day, 0, 0, 0}; }

CivilTime days_before(CivilTime day, int days) {
  day.day -= days;
  // A day may have no midnight; it is meant all the same.
  return midnight_of(local_time(local_secs(day)));
}

struct Unit {
  std::string_view name;
  int secs;  // 0: a day of the calendar
  int days;
};

constexpr Unit kUnits[] = {{"second", 1, 0},  {"sec", 1, 0}, {"minute", 60, 0}, {"min", 60, 0},
                           {"hour", 3600, 0}, {"day", 0, 1}, {"week", 0, 7}};

const Unit* find_unit(std::string_view word) {
  if (word.ends_with('s')) word.remove_suffix(1);
  const auto found = std::find_if(std::begin(kUnits), std::end(kUnits),
                                  [word](const Unit& unit) { return unit.name == word; });
  return found == std::end(kUnits) ? nullptr : &*found;
}

// `2 hours ago`; nothing where it is something else.
std::optional<Span> read_ago(std::string_view words, int64_t now_secs) {
  const std::optional<uint64_t> count = parse_number(take_word(words));
  const Unit* unit = find_unit(take_word(words));
  if (!count || *count > kMostUnits || unit == nullptr || trim(words) != "ago") return std::nullopt;
  const auto number = static_cast<int>(*count);
  CivilTime time = local_time(now_secs);
  time.day -= number * unit->days;
  const int64_t secs = unit->secs != 0 ? now_secs - int64_t{number} * unit->secs : local_secs(time);
  if (secs < 0) return std::nullopt;
  return second_of(secs);
}

// `nov 20`: the last one.
bool take_month_and_day(std::string_view& words, const CivilTime& now, CivilTime& day) {
  std::string_view rest = words;
  const std::optional<int> month = month_named(take_word(rest));
  const std::optional<uint64_t> number = parse_number(take_word(rest));
  if (!month || !number || *number > 31) return false;
  const bool is_ahead =
      *month + 1 > now.month || (*month + 1 == now.month && static_cast<int>(*number) > now.day);
  day = {now.year - (is_ahead ? 1 : 0), *month + 1, static_cast<int>(*number), 0, 0, 0};
  for (int years = kLeapYears; years > 0 && !is_real(day); --years) --day.year;
  words = rest;
  return true;
}

// Takes the words of a day off the front. False where there are none.
bool take_day(std::string_view& words, const CivilTime& now, CivilTime& day) {
  if (take_month_and_day(words, now, day)) return true;
  std::string_view rest = words;
  std::string_view word = take_word(rest);
  const std::optional<int> weekday = weekday_named(word);
  if (word == "today") {
    day = midnight_of(now);
  } else if (word == "yesterday") {
    day = days_before(midnight_of(now), 1);
  } else if (weekday) {
    day = days_before(midnight_of(now), (weekday_of(now) - *weekday + 7) % 7);
  } else if (!take_date(word, day) || !word.empty()) {
    return false;
  }
  words = rest;
  return true;
}

std::optional<Span> read_day_and_time(std::string_view words, int64_t now_secs) {
  const CivilTime now = local_time(now_secs);
  CivilTime time = midnight_of(now);
  const bool has_day = take_day(words, now, time);
  words = trim(words);
  bool has_seconds = false;
  const bool has_time =
      !words.empty() && take_time_of_day(words, Seconds::optional, time, has_seconds);
  if (!words.empty() || !(has_day || has_time) || !is_real(time)) return std::nullopt;
  const int64_t begin = local_secs(time);
  if (has_time) return Span{begin * kSecond, (begin + (has_seconds ? 1 : 60)) * kSecond};
  ++time.day;
  return Span{begin * kSecond, local_secs(time) * kSecond};
}

}  // namespace

Result<Span> read_human_time(std::string_view words, int64_t now_secs) {
  const std::string lower = lower_case(trim(words));
  if (lower == "now") return second_of(now_secs);
  if (const auto span = read_ago(lower, now_secs)) return *span;
  if (const auto span = read_day_and_time(lower, now_secs)) return *span;
  std::string_view rest = lower;
  const std::optional<Span> span = take_time(rest, now_secs);
  if (span && rest.empty()) return *span;
  return Error{concat("can't read the time ", words,
                      "; write it as in the log, or like yesterday, monday, 2026-11-20, Nov 20,"
                      " 14:30, yesterday 14:30, now, 2 hours ago")};
}

}  // namespace spamweir::tools
