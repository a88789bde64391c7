#include "checkup/report.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::checkup;
using spamweir::testing::expect_text;

namespace {

// What is printed of one finding.
std::string printed(const Finding& finding, Report::Style style) {
  std::string out;
  Report report(style, [&](std::string_view line) { out += line; });
  report.add(finding);
  return out;
}

const Finding kWhole = {Level::error, "ip-blacklist-file", "Can't be read",
                        "open it",    "/etc/a\nb",         "/etc/conf(3)"};

}  // namespace

Test(report, lines) {
  const struct {
    const char* label;
    Finding finding;
    Report::Style style;
    std::string_view want;
  } cases[] = {
      {"all pieces",
       kWhole,
       {},
       "ERROR(ip-blacklist-file): Can't be read, given at /etc/conf(3); open it: /etc/a?b\n"},
      {"no place where nothing is wrong",
       {Level::success, "x", "Opened", {}, "/etc/a", "/etc/conf(3)"},
       {},
       "SUCCESS(x): Opened: /etc/a\n"},
      {"text alone", {Level::info, "x", "Known"}, {}, "INFO(x): Known\n"},
      {"colour",
       {Level::warning, "x", "Odd"},
       {.coloured = true},
       "\x1b[33mWARNING\x1b[0m(x): Odd\n"},
      {"JSON",
       kWhole,
       {.json = true},
       R"({"level":"error","option":"ip-blacklist-file","finding":"Can\u0027t be read",)"
       R"-("remedy":"open it","value":"/etc/a\u000ab","place":"/etc/conf(3)"})-"
       "\n"},
      {"JSON without what is empty",
       {Level::info, "x", "Known"},
       {.json = true, .coloured = true},
       R"({"level":"info","option":"x","finding":"Known"})"
       "\n"},
  };
  for (const auto& c : cases) expect_text(printed(c.finding, c.style), c.want, "%s", c.label);
}

Test(report, the_last_line_says_whether_there_were_errors) {
  std::string out;
  Report report({}, [&](std::string_view line) { out = line; });
  report.add({Level::warning, "x", "Odd"});
  report.finish();
  expect_text(out, "SUCCESS: Tests complete. No errors detected.\n");
  report.add({Level::error, "x", "Broken"});
  report.finish();
  expect_text(out, "ERROR: Tests complete. Errors detected.\n");
  cr_expect(report.has_errors("x"));
  cr_expect(!report.has_errors("y"));
}

Test(report, a_logs_errors_and_warnings_become_findings) {
  std::string out;
  Report report({}, [&](std::string_view line) { out += line; });
  ReportingLog reporting("x", report);
  reporting.log().info("nothing");
  reporting.log().excessive("less");
  cr_expect(!reporting.has_reported());
  reporting.log().error("e");
  reporting.log().warning("w");
  cr_expect(reporting.has_reported());
  expect_text(out, "ERROR(x): e\nWARNING(x): w\n");
  out.clear();
  ReportingLog naming("x", report, ReportingLog::Option::that_is_named);
  naming.log().warning("tls-ticket-key-file=/k: too short");
  naming.log().warning("no-such-option=/k: bad");
  reporting.log().warning("tls-ticket-key-file=/k: too short");
  expect_text(out,
              "WARNING(tls-ticket-key-file): tls-ticket-key-file=/k: too short\n"
              "WARNING(x): no-such-option=/k: bad\n"
              "WARNING(x): tls-ticket-key-file=/k: too short\n");
}
