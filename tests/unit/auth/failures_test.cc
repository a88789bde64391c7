#include "auth/failures.h"

#include <criterion/criterion.h>

#include <string>

#include "support/expect.h"

using spamweir::auth::Failures;
using spamweir::config::AuthSettings;
using spamweir::testing::expect_text;

namespace {

// The delays of so many failures; `!` where the connection ends.
std::string penalties(int max_failures, int delay_secs, int count) {
  AuthSettings settings;
  settings.max_failures = max_failures;
  settings.failure_delay_secs = delay_secs;
  Failures failures(settings);
  std::string text;
  for (int i = 0; i < count; ++i) {
    const Failures::Penalty penalty = failures.add();
    text += std::to_string(penalty.delay.count()) + (penalty.closes ? "! " : " ");
  }
  return text;
}

}  // namespace

Test(failures, cost_more_each_time) {
  expect_text(penalties(3, 1, 4), "1 2 4! 8! ");
  expect_text(penalties(1, 0, 2), "0! 0! ");
  expect_text(penalties(0, 5, 6), "5 10 20 40 60 60 ");
  expect_text(penalties(0, 60, 2), "60 60 ");
}

Test(failures, without_a_limit_never_end) {
  const std::string many = penalties(0, 60, 10'000);
  cr_expect(many.ends_with(" 60 ") && many.find_first_of("-!") == std::string::npos);
}
