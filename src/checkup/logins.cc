#include "checkup/logins.h"

#include <array>
#include <chrono>

#include "auth/checker.h"
#include "auth/credentials.h"
#include "base/text.h"
#include "os/clock.h"
#include "os/stream.h"

namespace spamweir::checkup {
namespace {

using Answer = auth::Checker::Result;

constexpr std::string_view kOption = "smtp-auth-command";

Answer ask(const std::string& command, const config::Settings& settings, log::Log& log) {
  const std::vector<std::string> commands = {command};
  auth::Checker checker(commands, log);
  auth::Credentials credentials;
  credentials.user = settings.config_test_username;
  credentials.secret = settings.config_test_password;
  Answer answer = checker.begin(credentials, os::Clock::now());
  while (answer == Answer::working) {
    auto interests = checker.interests();
    // Kernels before 5.3 do not tell here that the program has ended.
    const os::Deadline deadline = os::Clock::now() + std::chrono::seconds(1);
    os::wait(interests, os::earlier(checker.deadline(), deadline));
    answer = checker.work(os::Clock::now());
  }
  return answer;
}

}  // namespace

void check_logins(Examination& examination) {
  const config::Settings& settings = examination.settings;
  if (settings.config_test_username.empty() || settings.config_test_password.empty()) return;
  if (settings.auth.commands.empty()) {
    return examination.report.add({Level::warning, "config-test-smtpauth-username",
                                   "There is no command to try, so authentication is not tried",
                                   "give smtp-auth-command"});
  }
  bool somebody_says_yes = false;
  bool all_can_tell = true;
  for (const std::string& command : settings.auth.commands) {
    ReportingLog reporting(kOption, examination.report);
    const Answer answer = ask(command, settings, reporting.log());
    somebody_says_yes |= answer == Answer::yes;
    all_can_tell &= answer != Answer::error;
    if (answer == Answer::yes) {
      examination.report.add(
          {Level::success, kOption, "User name and password are right", {}, command});
    } else if (answer == Answer::no) {
      examination.report.add({Level::info, kOption, "User name or password is wrong", {}, command});
    }
  }
  if (somebody_says_yes || !all_can_tell) return;
  examination.report.add({Level::error, kOption, "No command takes this user",
                          "if name and password are right, look at the commands and their rights",
                          settings.config_test_username});
}

}  // namespace spamweir::checkup
