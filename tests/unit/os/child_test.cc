#include "os/child.h"

#include <criterion/criterion.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>
#include <vector>

#include "os/stream.h"
#include "support/expect.h"

using spamweir::Result;
using spamweir::os::Child;
using spamweir::os::Command;
using spamweir::os::Interest;
using spamweir::os::Transfer;
using spamweir::testing::expect_text;

namespace {

Result<Child> start(std::vector<const char*> arguments, Child::Group group = Child::Group::ours) {
  sigset_t none;
  sigemptyset(&none);
  arguments.push_back(nullptr);
  const char* const environment[] = {"PATH=/usr/bin:/bin", "GREETING=hello", nullptr};
  return Child::start(Command{arguments.data(), environment}, none, group);
}

// Everything that the child writes until it closes its output.
std::string read_all(Child& child) {
  std::string text;
  for (;;) {
    std::array interests{Interest{.fd = child.from().get(), .read = true}};
    spamweir::os::wait(interests, std::nullopt);
    std::array<char, 512> buffer;
    const Transfer got = spamweir::os::read_some(child.from().get(), buffer);
    if (got.outcome == Transfer::Outcome::ended) return text;
    text.append(buffer.data(), got.bytes);
  }
}

}  // namespace

Test(child, talks_through_two_pipes) {
  Result<Child> child = start({"cat"});
  cr_assert(child.ok());
  cr_expect_eq(spamweir::os::write_some(child.value().to().get(), "over there").bytes, 10u);
  child.value().to().close();
  expect_text(read_all(child.value()), "over there");
  cr_expect_eq(child.value().reap(true)->code, 0);
}

Test(child, has_its_environment_and_exit_code) {
  Result<Child> child = start({"/bin/sh", "-c", "echo \"$GREETING $HOME\"; exit 7"});
  cr_assert(child.ok());
  expect_text(read_all(child.value()), "hello \n");
  cr_expect_eq(child.value().reap(true)->code, 7);
  cr_expect_eq(child.value().reap(false)->code, 7, "told again");
}

Test(child, is_ended_by_a_signal) {
  Result<Child> child = start({"cat"});
  cr_assert(child.ok());
  cr_expect(!child.value().reap(false).has_value());
  child.value().terminate();
  cr_expect_eq(child.value().reap(true)->signal, SIGTERM);
}

Test(child, is_killed_with_all_that_it_started) {
  Result<Child> child =
      start({"/bin/sh", "-c", "sleep 1000 & echo started; exit 3"}, Child::Group::its_own);
  cr_assert(child.ok());
  std::array interests{Interest{.fd = child.value().from().get(), .read = true}};
  while (!child.value().has_ended()) spamweir::os::wait(interests, std::nullopt);
  cr_expect(child.value().has_ended(), "nothing was taken");
  child.value().kill_group();
  // To its end, which comes once nobody has the pipe.
  expect_text(read_all(child.value()), "started\n");
  cr_expect_eq(child.value().reap(true)->code, 3);
  cr_expect(child.value().has_ended());
  child.value().kill_group();
}

Test(child, gets_no_descriptor_of_ours) {
  Result<Child> child = start({"/bin/sh", "-c", "ls /proc/self/fd | wc -l"});
  cr_assert(child.ok());
  // Three, and the one that ls reads the directory with; what the test runner itself leaks is the
  // same for a bare child.
  const std::string with = read_all(child.value());
  FILE* bare = popen("ls /proc/self/fd | wc -l", "r");
  char line[16] = "";
  cr_assert(fgets(line, sizeof line, bare) != nullptr);
  pclose(bare);
  expect_text(with, line);
}

Test(child, that_can_not_be_started_is_an_error_with_a_reason) {
  const Result<Child> missing = start({"/nonexistent/qmail-smtpd"});
  cr_assert(!missing.ok());
  expect_text(missing.error(), "can't start /nonexistent/qmail-smtpd: No such file or directory");
  cr_expect(!start({"/etc/passwd"}).ok());
  cr_expect(!start({"no-such-program-anywhere"}).ok());
}
