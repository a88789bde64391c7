#include "validation/validator.h"

#include <criterion/criterion.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using spamweir::testing::CaughtLog;
using spamweir::testing::expect_text;
using spamweir::validation::Validator;
using spamweir::validation::Validity;

namespace {

std::string word_of(Validity validity) {
  switch (validity) {
    case Validity::unknown:
      return "unknown";
    case Validity::valid:
      return "valid";
    case Validity::invalid:
      return "invalid";
    case Validity::unavailable:
      return "unavailable";
  }
  return {};
}

std::string answer_of(Validator& validator, const smtp::Address& recipient) {
  while (!validator.ask(recipient)) {
    auto interests = validator.interests();
    os::wait(interests,
             os::earlier(validator.deadline(), os::Clock::now() + std::chrono::milliseconds(20)));
    validator.work(os::Clock::now());
  }
  return word_of(*validator.ask(recipient));
}

}  // namespace

Test(validator, the_first_that_can_say_decides) {
  const struct {
    const char* label;
    std::vector<std::string> commands;
    const char* want;
    size_t errors;
  } cases[] = {
      {"none", {}, "unknown", 0},
      {"can't say", {"sh -c \"exit 0\""}, "unknown", 0},
      {"valid", {"sh -c \"exit 1\""}, "valid", 0},
      {"invalid", {"sh -c \"exit 2\""}, "invalid", 0},
      {"unavailable", {"sh -c \"exit 3\""}, "unavailable", 0},
      {"the second", {"sh -c \"exit 0\"", "sh -c \"exit 2\""}, "invalid", 0},
      {"the first of two", {"sh -c \"exit 1\"", "sh -c \"exit 2\""}, "valid", 0},
      {"nonsense", {"sh -c \"exit 4\""}, "unknown", 1},
      {"nonsense, then an answer", {"sh -c \"exit 111\"", "sh -c \"exit 3\""}, "unavailable", 1},
      {"a crash", {"sh -c \"kill -SEGV $$\""}, "unknown", 1},
      {"no such program", {"/no/such/program", "sh -c \"exit 2\""}, "invalid", 1},
      {"an open quote", {"sh \"-c"}, "unknown", 1},
  };
  for (const auto& c : cases) {
    CaughtLog log;
    Validator validator(c.commands, log.log());
    expect_text(answer_of(validator, {"joe", "example.com"}), c.want, "%s", c.label);
    cr_expect_eq(log.lines().size(), c.errors, "%s", c.label);
  }
}

Test(validator, hands_over_domain_and_user_as_two_words) {
  const testing::ScratchDirectory directory;
  const std::string script = directory.file(
      "check",
      "[ $# = 2 ] && [ \"$1\" = example.com ] && [ \"$2\" = '-x y;$(z)' ] && exit 2; exit 9\n");
  const std::vector<std::string> commands = {concat("sh ", script)};
  CaughtLog log;
  Validator validator(commands, log.log());
  expect_text(answer_of(validator, {"-x y;$(z)", "EXAMPLE.com"}), "invalid");
}

Test(validator, remembers_one_recipient_and_ends_what_another_waits_for) {
  const testing::ScratchDirectory directory;
  const std::string script = directory.file(
      "check", "echo >>\"$0.count\"; [ \"$2\" != slow ] || exec sleep 1000; exit 1\n");
  const std::vector<std::string> commands = {concat("sh ", script)};
  CaughtLog log;
  Validator validator(commands, log.log());
  cr_expect(!validator.ask({"slow", "example.com"}));
  cr_expect(validator.is_at_work());
  expect_text(answer_of(validator, {"joe", "example.com"}), "valid");
  expect_text(answer_of(validator, {"joe", "example.com"}), "valid");
  cr_expect(log.lines().empty());
}

Test(validator, what_hangs_is_killed) {
  const std::vector<std::string> commands = {"sh -c \"echo stuck; exec sleep 1000\"",
                                             "sh -c \"exit 2\""};
  CaughtLog log;
  Validator validator(commands, log.log());
  const smtp::Address joe{"joe", "example.com"};
  cr_expect(!validator.ask(joe));
  // The other command has time of its own.
  cr_expect(!validator.work(os::Clock::now() + Validator::kTimeLimit));
  expect_text(answer_of(validator, joe), "invalid");
  cr_assert_eq(log.lines().size(), 1u);
  cr_expect(log.lines()[0].find("gave no answer within 30 seconds and was killed") !=
            std::string::npos);
}
