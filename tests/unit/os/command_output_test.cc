#include "os/command_output.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using spamweir::Result;
using spamweir::os::Environment;
using spamweir::os::first_line_of;
using spamweir::testing::expect_text;

Test(command_output, first_lines_and_errors) {
  const struct {
    const char* command;
    const char* want;
    const char* error;
  } cases[] = {
      {"/bin/echo mx.example.com", "mx.example.com", ""},
      {"printf '%s' x", "'x'", ""},
      {"sh -c \"printf '  a b \\\\r\\\\nc'\"", "a b", ""},
      {"sh -c \"printf a; exit 3\"", "", "it ended with exit status 3"},
      {"sh -c \"kill -9 $$\"", "", "it ended with signal 9"},
      {"true", "", "it printed nothing"},
      {"/no/such/program", "", "can't start /no/such/program: No such file or directory"},
      {"sh -c \"yes | head -c 100000\"", "y", ""},
  };
  const Environment environment = Environment::of_process();
  for (const auto& c : cases) {
    const Result<std::string> got = first_line_of(c.command, environment, std::chrono::seconds(30));
    cr_assert_eq(got.ok(), *c.error == 0, "%s: %s", c.command, got.ok() ? "" : got.error().c_str());
    expect_text(got.ok() ? got.value() : got.error(), got.ok() ? c.want : c.error, "%s", c.command);
  }
}

Test(command_output, what_never_ends_is_killed) {
  const Result<std::string> got = first_line_of("sh -c \"echo x; exec sleep 1000\"",
                                                Environment::of_process(), std::chrono::seconds(0));
  expect_text(got.error(), "it did not end within 0 seconds and was killed");
}
