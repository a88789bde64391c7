#include "tools/log_time.h"

#include <criterion/criterion.h>

#include <span>
#include <string>

#include "base/text.h"
#include "support/expect.h"
#include "support/time_zone.h"
#include "tools/output.h"

using namespace spamweir;
using namespace spamweir::tools;
using namespace spamweir::testing;

namespace {

// In UTC: `BEGIN+LENGTH|what is left`, nanoseconds only where there are some; `none`.
std::string taken(std::string_view text, int64_t now_secs) {
  const std::optional<Span> span = take_time(text, now_secs);
  if (!span) return "none";
  std::string out = time_text(span->begin / kSecond);
  if (span->begin % kSecond != 0) out += concat("n", std::to_string(span->begin % kSecond));
  const Instant length = span->end - span->begin;
  const bool is_whole = length % kSecond == 0;
  out += concat("+", std::to_string(is_whole ? length / kSecond : length), is_whole ? "s" : "n");
  return concat(out, "|", text);
}

struct Case {
  const char* text;
  const char* want;
};

void check(const char* zone, const CivilTime& now, std::span<const Case> cases) {
  live_in(zone);
  const int64_t now_secs = local_secs(now);
  for (const Case& c : cases) expect_text(taken(c.text, now_secs), c.want, "%s", c.text);
}

}  // namespace

Test(log_time, syslog) {
  const Case cases[] = {
      {"Nov 27 03:41:07 mx spamweir[1]: x", "2026-11-27 02:41:07+1s| mx spamweir[1]: x"},
      {"Nov  7 03:41:07", "2026-11-07 02:41:07+1s|"},
      {"Nov 7 03:41:07", "2026-11-07 02:41:07+1s|"},
      {"\t nov 27 03:41:07: x", "2026-11-27 02:41:07+1s| x"},
      {"Nov 27 12:00:00", "2026-11-27 11:00:00+1s|"},
      {"Nov 27 13:00:00", "2026-11-27 12:00:00+1s|"},  // a clock may be ahead by an hour
      {"Nov 27 13:00:01", "2025-11-27 12:00:01+1s|"},
      {"Dec 31 23:59:59", "2025-12-31 22:59:59+1s|"},
      {"Jan  1 00:00:00", "2025-12-31 23:00:00+1s|"},
      {"Feb 29 12:00:00", "2024-02-29 11:00:00+1s|"},
      {"Feb 30 12:00:00", "none"},
      {"Mar 29 02:30:00", "2026-03-29 01:30:00+1s|"},  // left out by the clocks
      {"Oct 25 02:30:00", "2026-10-25 00:30:00+1s|"},  // the first of two
      {"Jun 30 23:59:60", "2026-06-30 22:00:00+1s|"},
      {"Nov 27 24:00:00", "none"},
      {"Nov 27 3:41:07", "none"},
      {"Nov 27 03:41", "none"},
      {"Nov 27 03:41:077", "none"},
      {"Nov 27 03:41:07x", "none"},
      {"Nov   7 03:41:07", "none"},
      {"November 27 03:41:07", "none"},
      {"Nox 27 03:41:07", "none"},
      {"No", "none"},
      {"", "none"},
      {"   ", "none"},
  };
  check(kBerlin, {2026, 11, 27, 12, 0, 0}, cases);
}

Test(log_time, syslog_around_the_new_year) {
  const Case early[] = {
      {"Dec 31 23:59:59", "2026-12-31 23:59:59+1s|"},
      {"Jan  1 00:00:10", "2027-01-01 00:00:10+1s|"},
      {"Jan  2 00:00:00", "2026-01-02 00:00:00+1s|"},
      {"Feb 29 00:00:00", "2024-02-29 00:00:00+1s|"},
  };
  check(kUtc, {2027, 1, 1, 0, 0, 5}, early);
  const Case late[] = {
      {"Jan  1 00:00:10", "2027-01-01 00:00:10+1s|"},
      {"Jan  1 02:00:00", "2026-01-01 02:00:00+1s|"},
  };
  check(kUtc, {2026, 12, 31, 23, 59, 50}, late);
  const Case no_leap_year_of_the_century[] = {{"Feb 29 00:00:00", "2096-02-29 00:00:00+1s|"}};
  check(kUtc, {2103, 6, 1, 0, 0, 0}, no_leap_year_of_the_century);
}

Test(log_time, multilog) {
  const Case cases[] = {
      // multilog has no table of leap seconds.
      {"@4000000037c219bf2ef02e94 mark", "1999-08-24 04:04:05n787492500+1n| mark"},
      {"@4000000037C219BF2EF02E94: mark", "1999-08-24 04:04:05n787492500+1n| mark"},
      {"@400000000000000a00000000", "1970-01-01 00:00:00+1n|"},
      {"@400000000000000900000000", "none"},  // before 1970
      {"@4000000037c219bf2ef02e9", "none"},
      {"@4000000037c219bf2ef02e944", "none"},
      {"@4000000037c219bf3b9aca00", "none"},
      {"@ffffffffffffffff00000000", "none"},
      {"@7fffffffffffffff00000000", "none"},
      {"@", "none"},
  };
  check(kBerlin, {2026, 11, 27, 12, 0, 0}, cases);
}

Test(log_time, rfc_3339) {
  const Case cases[] = {
      {"2026-11-20T14:30:05Z mx x", "2026-11-20 14:30:05+1s| mx x"},
      {"2026-11-20t14:30:05z", "2026-11-20 14:30:05+1s|"},
      {"2026-11-20T14:30:05.25+01:00 x", "2026-11-20 13:30:05n250000000+10000000n| x"},
      {"2026-11-20T14:30:05-0530", "2026-11-20 20:00:05+1s|"},
      {"2026-11-20T00:10:00+14:00", "2026-11-19 10:10:00+1s|"},
      {"2026-11-20 14:30:05", "2026-11-20 13:30:05+1s|"},
      {"2026-07-20 14:30:05.123456789 x", "2026-07-20 12:30:05n123456789+1n| x"},
      {"2026-07-20 14:30:05,123", "2026-07-20 12:30:05n123000000+1000000n|"},
      {"2026-07-20 14:30:05.1234567891", "2026-07-20 12:30:05n123456789+1n|"},
      {"2026-03-29 02:30:00", "2026-03-29 01:30:00+1s|"},
      {"2026-10-25 02:30:00+01:00", "2026-10-25 01:30:00+1s|"},  // the second of two
      {"2024-02-29T12:00:00Z", "2024-02-29 12:00:00+1s|"},
      {"2030-01-01T00:00:00Z", "2030-01-01 00:00:00+1s|"},  // ahead, and said so
      {"2025-02-29T12:00:00Z", "none"},
      {"2026-11-20T14:30:05+24:00", "none"},
      {"2026-11-20T14:30:05+01:60", "none"},
      {"2026-11-20T14:30:05+1", "none"},
      {"2026-11-20T14:30:05.", "none"},
      {"2026-11-20T14:30", "none"},
      {"2026-11-20", "none"},
      {"2026-11-20T14:30:05Zulu", "none"},
      {"20261120T143005Z", "none"},
      {"12345", "none"},
  };
  check(kBerlin, {2026, 11, 27, 12, 0, 0}, cases);
}

Test(log_time, hostile_bytes) {
  live_in(kUtc);
  for (size_t size = 0; size < 5; ++size) {
    for (const char* front : {"@", "2026-", "Nov 2", "2026-11-20T14:30:05+"}) {
      const std::string text = concat(front, std::string(size, '\xff'), std::string(size, '\0'));
      cr_expect(taken(text, 0) == "none", "%s", text.c_str());
    }
  }
}
