#include "checkup/checkup.h"

#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "base/text.h"
#include "checkup/contradictions.h"
#include "checkup/examination.h"
#include "checkup/logins.h"
#include "checkup/name_servers.h"
#include "checkup/option_checks.h"
#include "checkup/server.h"
#include "checkup/tls_files.h"
#include "config/configuration.h"
#include "doors/admission.h"
#include "os/access.h"
#include "os/environment.h"
#include "os/input_file.h"
#include "os/privileges.h"
#include "os/standard_descriptors.h"
#include "os/stream.h"

namespace spamweir::checkup {
namespace {

constexpr std::string_view kUser = "run-as-user";

// https://no-color.org: set and not empty.
bool wants_no_colour() {
  return !os::Environment::of_process().get("NO_COLOR").value_or("").empty();
}

// The option that a problem's text begins with, behind its place; `configuration` where that is
// none.
std::string_view option_in(std::string_view problem) {
  const size_t end = problem.find(": ");
  const std::string_view rest = end == std::string_view::npos ? problem : problem.substr(end + 2);
  return option_leading(rest, "configuration");
}

void report_problems(const config::Configuration& configuration, Report& report) {
  for (const config::Problem& problem : configuration.problems) {
    const bool is_error = problem.severity == config::Severity::error;
    report.add({is_error ? Level::error : Level::warning, option_in(problem.text), problem.text});
  }
}

// While we are who reads them in production. One that can't be read is a problem that was told.
void report_config_files(const Examination& examination) {
  for (const config::Given& given : examination.given) {
    if (given.option->name != "config-file" || given.value.starts_with('!')) continue;
    if (os::InputFile(given.value).readable() != os::Readable::yes) continue;
    examination.report.add({Level::success,
                            given.option->name,
                            "Opened for reading",
                            {},
                            given.value,
                            place_of(given.origin)});
  }
}

void report_hindrance(const doors::Hindrance& hindrance, const std::string& account,
                      Report& report) {
  using Kind = doors::Hindrance::Kind;
  const std::string& reason = hindrance.reason;
  switch (hindrance.kind) {
    case Kind::option:  // a problem that was told
      return;
    case Kind::smtps:
      return report.add({Level::error, "tls-level", reason, "every session is refused"});
    case Kind::account:
      return report.add({Level::error, hindrance.option, reason,
                         "name another user: every session is refused", account});
    case Kind::rights:
      return report.add({Level::warning, hindrance.option,
                         concat(reason, ", so all is tested as the user who runs this test"),
                         "run the test as root, or as that user", account});
  }
}

void report_user(const std::string& account, Report& report) {
  if (!account.empty()) {
    return report.add({Level::success, kUser, "All is tested as this user", {}, account});
  }
  if (!os::is_root()) return;
  report.add({Level::info, kUser,
              "All is tested as root; in production the filter may run as somebody else",
              "run the test as the user that starts the filter, or set run-as-user"});
}

// As a session does it, and what that makes of the settings.
config::Settings enter_session(const Examination& examination) {
  config::Settings settings = examination.settings;
  bool is_that_user = true;
  for (const auto& hindrance : doors::admit(os::Environment::of_process(), settings)) {
    report_hindrance(hindrance, settings.run_as_user, examination.report);
    is_that_user = is_that_user && hindrance.option != kUser;
  }
  if (is_that_user) report_user(settings.run_as_user, examination.report);
  return settings;
}

void check_all(Examination& examination, const char* const* command) {
  report_config_files(examination);
  const config::Settings in_session = enter_session(examination);
  check_options(examination);
  check_contradictions(examination);
  // What was compared is what was written. What follows meets TLS as a session does.
  examination.settings = in_session;
  check_tls(examination);
  check_name_servers(examination);
  check_logins(examination);
  check_server(examination, command);
}

// Neither verdict.
constexpr int kNotTested = 2;

}  // namespace

int run(const config::Configuration& configuration, const std::vector<config::Given>& given,
        const char* const* command) {
  // A session's three must be open; a test may be run from anywhere, and tries a session out.
  bool printed = os::is_open(STDOUT_FILENO);
  if (!os::fill_standard_descriptors()) {
    os::write_all(STDERR_FILENO,
                  "spamweir: --config-test needs standard input, output and error, or a /dev/null "
                  "that can be opened for those that are closed\n");
    return kNotTested;
  }
  const bool json = configuration.settings.config_test_form == config::ReportForm::json;
  const bool coloured = !json && os::is_terminal(STDOUT_FILENO) && !wants_no_colour();
  // At once: some checks take their time.
  Report report({.json = json, .coloured = coloured}, [&](std::string_view line) {
    printed = printed && os::write_all(STDOUT_FILENO, line);
  });
  report_problems(configuration, report);
  std::set<std::string> checked;
  Examination examination{configuration.settings, given, configuration.base, report, checked};
  check_all(examination, command);
  report.finish();
  return printed && !report.has_errors() ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace spamweir::checkup
