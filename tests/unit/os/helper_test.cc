#include "os/helper.h"

#include <criterion/criterion.h>

#include <array>
#include <string>
#include <string_view>

#include "os/stream.h"
#include "support/expect.h"

using spamweir::Result;
using spamweir::os::ExitStatus;
using spamweir::os::Helper;
using spamweir::os::Interest;
using spamweir::os::Transfer;
using spamweir::testing::expect_text;

namespace {

struct Ending {
  ExitStatus status;
  std::string output;
};

Helper start(const char* script, std::string_view input) {
  const char* const arguments[] = {"/bin/sh", "-c", script, nullptr};
  const char* const environment[] = {"PATH=/usr/bin:/bin", nullptr};
  Result<Helper> helper = Helper::start({arguments, environment}, input);
  cr_assert(helper.ok());
  return std::move(helper.value());
}

Ending run(const char* script, std::string_view input = {}) {
  Helper helper = start(script, input);
  std::string output;
  for (;;) {
    std::array interests{Interest{.fd = helper.output().get(), .read = true}};
    spamweir::os::wait(interests, std::nullopt);
    std::array<char, 512> buffer;
    const Transfer transfer = spamweir::os::read_some(helper.output().get(), buffer);
    if (transfer.outcome == Transfer::Outcome::ended) break;
    output.append(buffer.data(), transfer.bytes);
  }
  std::array interests{Interest{.fd = helper.end().get(), .read = true}};
  spamweir::os::wait(interests, std::nullopt);
  const auto status = helper.reap();
  cr_assert(status.has_value());
  return {*status, output};
}

}  // namespace

Test(helper, reads_its_input_and_the_end_of_it) {
  const Ending ending = run("od -An -c <&3; exit 9", std::string_view("a\0b\0\0", 5));
  expect_text(ending.output, "   a  \\0   b  \\0  \\0\n");
  cr_expect_eq(ending.status.code, 9);
  expect_text(run("wc -c <&3").output, "0\n", "no input");
}

Test(helper, takes_as_much_as_it_says_without_a_reader) {
  expect_text(run("wc -c <&3", std::string(Helper::kMostInput, 'x')).output, "4096\n");
  cr_expect_eq(run("exec 3<&-; exit 4", std::string(Helper::kMostInput, 'x')).status.code, 4);
  const char* const arguments[] = {"true", nullptr};
  const char* const environment[] = {"PATH=/usr/bin:/bin", nullptr};
  cr_expect(
      !Helper::start({arguments, environment}, std::string(Helper::kMostInput + 1, 'x')).ok());
}

Test(helper, has_four_descriptors_and_prints_to_one_pipe) {
  // The fifth is the one that ls reads the directory with.
  expect_text(run("ls /proc/self/fd").output, "0\n1\n2\n3\n4\n");
  expect_text(run("echo out; echo err >&2; cat").output, "out\nerr\n", "and its input is empty");
}

Test(helper, that_is_no_program_is_an_error) {
  const char* const arguments[] = {"/nonexistent/vchkpw", nullptr};
  const char* const environment[] = {nullptr};
  const Result<Helper> helper = Helper::start({arguments, environment}, "x");
  cr_assert(!helper.ok());
  expect_text(helper.error(), "can't start /nonexistent/vchkpw: No such file or directory");
}
