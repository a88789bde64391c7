#include "tools/human_time.h"

#include <criterion/criterion.h>

#include <string>

#include "base/text.h"
#include "support/expect.h"
#include "support/time_zone.h"
#include "tools/output.h"

using namespace spamweir;
using namespace spamweir::tools;
using namespace spamweir::testing;

namespace {

// `BEGIN to END` in UTC, END being the first second that is not in it; `none`.
std::string read(std::string_view words, const CivilTime& now) {
  const Result<Span> span = read_human_time(words, local_secs(now));
  if (!span.ok()) return "none";
  return concat(time_text(span.value().begin / kSecond), " to ",
                time_text(span.value().end / kSecond));
}

}  // namespace

// Clocks that go forward at midnight, the day before.
Test(human_time, a_day_without_a_midnight) {
  live_in("AAA0BBB,J330/0,J350/0");
  const struct {
    const char* words;
    const char* want;
  } cases[] = {
      {"yesterday", "2026-11-26 00:00:00 to 2026-11-26 23:00:00"},
      {"thursday", "2026-11-26 00:00:00 to 2026-11-26 23:00:00"},
      {"2026-11-26", "2026-11-26 00:00:00 to 2026-11-26 23:00:00"},
  };
  for (const auto& c : cases)
    expect_text(read(c.words, {2026, 11, 27, 12, 0, 30}), c.want, "%s", c.words);
}

// A Friday.
Test(human_time, words) {
  live_in(kUtc);
  const struct {
    const char* words;
    const char* want;
  } cases[] = {
      {"now", "2026-11-27 12:00:30 to 2026-11-27 12:00:31"},
      {"Today", "2026-11-27 00:00:00 to 2026-11-28 00:00:00"},
      {"yesterday", "2026-11-26 00:00:00 to 2026-11-27 00:00:00"},
      {" yesterday  14:30 ", "2026-11-26 14:30:00 to 2026-11-26 14:31:00"},
      {"yesterday 14:30:05", "2026-11-26 14:30:05 to 2026-11-26 14:30:06"},
      {"14:30", "2026-11-27 14:30:00 to 2026-11-27 14:31:00"},
      {"4:30", "2026-11-27 04:30:00 to 2026-11-27 04:31:00"},
      {"friday", "2026-11-27 00:00:00 to 2026-11-28 00:00:00"},
      {"SAT", "2026-11-21 00:00:00 to 2026-11-22 00:00:00"},
      {"monday 6:00", "2026-11-23 06:00:00 to 2026-11-23 06:01:00"},
      {"2026-11-20", "2026-11-20 00:00:00 to 2026-11-21 00:00:00"},
      {"2024-02-29 23:59:59", "2024-02-29 23:59:59 to 2024-03-01 00:00:00"},
      {"Nov 20", "2026-11-20 00:00:00 to 2026-11-21 00:00:00"},
      {"november 27", "2026-11-27 00:00:00 to 2026-11-28 00:00:00"},
      {"Nov 28", "2025-11-28 00:00:00 to 2025-11-29 00:00:00"},
      {"Dec 1 10:00", "2025-12-01 10:00:00 to 2025-12-01 10:01:00"},
      {"Feb 29", "2024-02-29 00:00:00 to 2024-03-01 00:00:00"},
      {"Nov 27 18:00:00", "2026-11-27 18:00:00 to 2026-11-27 18:00:01"},  // later today
      {"2 hours ago", "2026-11-27 10:00:30 to 2026-11-27 10:00:31"},
      {"1 hour ago", "2026-11-27 11:00:30 to 2026-11-27 11:00:31"},
      {"90 mins ago", "2026-11-27 10:30:30 to 2026-11-27 10:30:31"},
      {"30 seconds ago", "2026-11-27 12:00:00 to 2026-11-27 12:00:01"},
      {"3 days ago", "2026-11-24 12:00:30 to 2026-11-24 12:00:31"},
      {"2 weeks ago", "2026-11-13 12:00:30 to 2026-11-13 12:00:31"},
      {"2026-11-20T14:30:05+01:00", "2026-11-20 13:30:05 to 2026-11-20 13:30:06"},
      {"@400000006746A1F300000000", "2024-11-27 04:36:57 to 2024-11-27 04:36:57"},
  };
  for (const auto& c : cases) {
    expect_text(read(c.words, {2026, 11, 27, 12, 0, 30}), c.want, "%s", c.words);
  }
}

Test(human_time, what_is_none) {
  live_in(kUtc);
  for (const char* words : {"",
                            "tomorrow",
                            "the day before",
                            "Feb 30",
                            "Nov 0",
                            "Nov 32",
                            "Nov",
                            "2026-02-29",
                            "25:00",
                            "14:60",
                            "14",
                            "today yesterday",
                            "today 14:30 x",
                            "2026-11-20T14:30:05 x",
                            "2 hours",
                            "hours ago",
                            "2 years ago",
                            "-2 hours ago",
                            "2000000 seconds ago",
                            "1000000 weeks ago",
                            "1000000 days ago",
                            "now ago"}) {
    expect_text(read(words, {2026, 11, 27, 12, 0, 0}), "none", "%s", words);
  }
  const Result<Span> wrong = read_human_time("soon", 0);
  cr_assert(!wrong.ok());
  cr_expect(wrong.error().starts_with("can't read the time soon; write it "), "%s",
            wrong.error().c_str());
}

Test(human_time, days_on_which_the_clocks_change) {
  live_in(kBerlin);
  const struct {
    const char* words;
    CivilTime now;
    const char* want;
  } cases[] = {
      {"today", {2026, 3, 29, 12, 0, 0}, "2026-03-28 23:00:00 to 2026-03-29 22:00:00"},
      {"today", {2026, 10, 25, 12, 0, 0}, "2026-10-24 22:00:00 to 2026-10-25 23:00:00"},
      {"yesterday", {2026, 3, 30, 0, 0, 0}, "2026-03-28 23:00:00 to 2026-03-29 22:00:00"},
      {"1 day ago", {2026, 3, 29, 12, 0, 0}, "2026-03-28 11:00:00 to 2026-03-28 11:00:01"},
      {"24 hours ago", {2026, 3, 29, 12, 0, 0}, "2026-03-28 10:00:00 to 2026-03-28 10:00:01"},
  };
  for (const auto& c : cases) expect_text(read(c.words, c.now), c.want, "%s", c.words);
}

Test(human_time, on_the_first_of_january) {
  live_in(kUtc);
  const CivilTime now{2027, 1, 1, 0, 0, 5};
  expect_text(read("yesterday", now), "2026-12-31 00:00:00 to 2027-01-01 00:00:00");
  expect_text(read("Dec 31", now), "2026-12-31 00:00:00 to 2027-01-01 00:00:00");
  expect_text(read("10 seconds ago", now), "2026-12-31 23:59:55 to 2026-12-31 23:59:56");
}
