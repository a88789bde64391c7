#include "tools/calendar.h"

#include <criterion/criterion.h>

#include <cinttypes>

#include "support/expect.h"
#include "support/time_zone.h"
#include "tools/output.h"

using namespace spamweir::tools;
using namespace spamweir::testing;

namespace {

constexpr int64_t kStep = 900;

bool is_same(const CivilTime& a, const CivilTime& b) {
  return a.year == b.year && a.month == b.month && a.day == b.day && a.hour == b.hour &&
         a.minute == b.minute && a.second == b.second;
}

}  // namespace

Test(calendar, what_is_real) {
  const struct {
    CivilTime time;
    bool want;
  } cases[] = {
      {{2024, 2, 29, 0, 0, 0}, true},  {{2023, 2, 29, 0, 0, 0}, false},
      {{2100, 2, 29, 0, 0, 0}, false}, {{2000, 2, 29, 0, 0, 0}, true},
      {{2026, 4, 31, 0, 0, 0}, false}, {{2026, 12, 31, 23, 59, 60}, true},
      {{2026, 1, 1, 0, 0, 61}, false}, {{2026, 1, 1, 0, 60, 0}, false},
      {{2026, 1, 1, 24, 0, 0}, false}, {{2026, 0, 1, 0, 0, 0}, false},
      {{2026, 13, 1, 0, 0, 0}, false}, {{2026, 1, 0, 0, 0, 0}, false},
      {{1969, 1, 1, 0, 0, 0}, false},  {{1970, 1, 1, 0, 0, 0}, true},
      {{2200, 1, 1, 0, 0, 0}, true},   {{2201, 1, 1, 0, 0, 0}, false},
      {{2026, 1, 1, -1, 0, 0}, false}, {{2026, 1, 1, 0, -1, 0}, false},
  };
  for (const auto& c : cases) {
    cr_expect(is_real(c.time) == c.want, "%d-%d-%d %d:%d:%d", c.time.year, c.time.month, c.time.day,
              c.time.hour, c.time.minute, c.time.second);
  }
}

Test(calendar, changes_of_the_clocks) {
  const struct {
    const char* zone;
    CivilTime time;
    const char* want;  // UTC
  } cases[] = {
      {kUtc, {2026, 7, 1, 12, 0, 0}, "2026-07-01 12:00:00"},
      {kBerlin, {2026, 1, 1, 12, 0, 0}, "2026-01-01 11:00:00"},
      {kBerlin, {2026, 7, 1, 12, 0, 0}, "2026-07-01 10:00:00"},
      {kBerlin, {2026, 3, 29, 1, 59, 59}, "2026-03-29 00:59:59"},
      {kBerlin, {2026, 3, 29, 2, 30, 0}, "2026-03-29 01:30:00"},  // left out: 03:30
      {kBerlin, {2026, 3, 29, 3, 0, 0}, "2026-03-29 01:00:00"},
      {kBerlin, {2026, 10, 25, 1, 59, 59}, "2026-10-24 23:59:59"},
      {kBerlin, {2026, 10, 25, 2, 30, 0}, "2026-10-25 00:30:00"},  // comes twice
      {kBerlin, {2026, 10, 25, 3, 0, 0}, "2026-10-25 02:00:00"},
      {kDublin, {2026, 3, 29, 1, 30, 0}, "2026-03-29 01:30:00"},
      {kDublin, {2026, 10, 25, 1, 30, 0}, "2026-10-25 00:30:00"},
      {kDublin, {2026, 10, 25, 2, 0, 0}, "2026-10-25 02:00:00"},
      {kLordHowe, {2026, 10, 4, 2, 10, 0}, "2026-10-03 15:40:00"},
      {kLordHowe, {2026, 4, 5, 1, 45, 0}, "2026-04-04 14:45:00"},
  };
  for (const auto& c : cases) {
    live_in(c.zone);
    expect_text(time_text(local_secs(c.time)), c.want, "%s", c.zone);
  }
}

// What a clock shows leads back to the first moment at which it shows that.
Test(calendar, every_quarter_of_an_hour) {
  for (const char* zone : {kUtc, kBerlin, kDublin, kLordHowe}) {
    live_in(zone);
    int64_t twice = 0;
    const int64_t begin = utc_secs({2026, 1, 1, 0, 0, 0});
    const int64_t end = utc_secs({2028, 1, 1, 0, 0, 0});
    for (int64_t secs = begin; secs < end; secs += kStep) {
      const CivilTime shown = local_time(secs);
      const int64_t back = local_secs(shown);
      cr_assert(is_same(local_time(back), shown), "%s %" PRId64, zone, secs);
      cr_assert(back == secs || back == secs - 3600 || back == secs - 1800, "%s %" PRId64, zone,
                secs);
      if (back < secs) ++twice;
    }
    const int64_t changes = zone == kUtc ? 0 : 2;
    cr_expect(twice == changes * (zone == kLordHowe ? 2 : 4), "%s: %" PRId64, zone, twice);
  }
}

Test(calendar, days_out_of_range) {
  live_in(kBerlin);
  expect_text(time_text(local_secs({2026, 3, 0, 0, 0, 0})), "2026-02-27 23:00:00");
  expect_text(time_text(local_secs({2024, 3, 0, 0, 0, 0})), "2024-02-28 23:00:00");
  expect_text(time_text(utc_secs({2026, 1, -30, 0, 0, 0})), "2025-12-01 00:00:00");
}

Test(calendar, names) {
  const struct {
    const char* word;
    int month;  // -1: none
    int weekday;
  } cases[] = {
      {"jan", 0, -1},  {"January", 0, -1},  {"SEPT", 8, -1},   {"dec", 11, -1},   {"ju", -1, -1},
      {"june", 5, -1}, {"jul", 6, -1},      {"junes", -1, -1}, {"", -1, -1},      {"sun", -1, 0},
      {"Tues", -1, 2}, {"thursday", -1, 4}, {"sa", -1, -1},    {"today", -1, -1},
  };
  for (const auto& c : cases) {
    cr_expect(month_named(c.word).value_or(-1) == c.month, "%s", c.word);
    cr_expect(weekday_named(c.word).value_or(-1) == c.weekday, "%s", c.word);
  }
  cr_expect(weekday_of({2026, 11, 27, 0, 0, 0}) == 5);
  cr_expect(weekday_of({2024, 2, 29, 23, 59, 59}) == 4);
}
