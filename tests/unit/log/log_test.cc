#include "log/log.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

#include "base/text.h"
#include "support/expect.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::log::field;
using spamweir::log::Level;
using spamweir::log::Log;
using spamweir::log::quoted_text;
using spamweir::testing::CaughtLog;
using Lines = std::vector<std::string>;

namespace {

void say_everything(Log& log) {
  log.error("e");
  log.warning("w");
  log.info("i");
  log.verbose("v");
  log.debug("d");
  log.excessive("x");
}

std::string joined(const Lines& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "|";
  return out;
}

}  // namespace

Test(log, levels_nest) {
  const struct {
    const char* label;
    Level level;
    const char* want;
  } cases[] = {
      {"none", Level::none, ""},
      {"error", Level::error, "ERROR: e|"},
      {"info", Level::info, "ERROR: e|i|"},
      {"verbose", Level::verbose, "ERROR: e|WARNING: w|i|v|"},
      {"debug", Level::debug, "ERROR: e|WARNING: w|i|v|d|"},
      {"excessive", Level::excessive, "ERROR: e|WARNING: w|i|v|d|x|"},
  };
  for (const auto& c : cases) {
    CaughtLog caught(c.level);
    say_everything(caught.log());
    const std::string got = joined(caught.lines());
    cr_expect(got == c.want, "%s: got %s, want %s", c.label, got.c_str(), c.want);
  }
}

Test(log, a_line_bears_ident_and_process) {
  CaughtLog caught(Level::info);
  caught.log().info("hello \"you\" there");
  const std::string pid = spamweir::to_text(static_cast<uint64_t>(getpid()));
  cr_expect(caught.raw() == concat("test[", pid, "]: hello \"you\" there\n"), "got %s",
            caught.raw().c_str());
}

Test(log, a_line_stays_one_line) {
  CaughtLog caught(Level::info);
  caught.log().info(std::string_view("a\nb\rc\0d\te\x7F\xC3\xA4", 12));
  cr_expect(joined(caught.lines()) == "a\\x0ab\\x0dc\\x00d\\x09e\\x7f\xC3\xA4|", "got %s",
            caught.raw().c_str());
}

Test(log, the_same_error_twice_running_is_one) {
  CaughtLog caught(Level::info);
  caught.log().error("a");
  caught.log().error("a");
  caught.log().info("i");
  caught.log().info("i");
  caught.log().error("a");
  caught.log().error("b");
  caught.log().error("a");
  cr_expect(joined(caught.lines()) == "ERROR: a|i|i|ERROR: b|ERROR: a|", "got %s",
            caught.raw().c_str());
}

Test(log, standard_error_is_silent_where_it_is_no_target) {
  CaughtLog caught;
  Log log("other", Level::excessive, 0);
  say_everything(log);
  cr_expect(caught.raw().empty(), "got %s", caught.raw().c_str());
}

Test(log, an_unwritable_standard_error_stops_nothing) {
  const int saved = dup(STDERR_FILENO);
  close(STDERR_FILENO);
  Log log("test", Level::info, spamweir::log::kStderr);
  log.info("lost");
  const int full = open("/dev/full", O_WRONLY);
  cr_expect(full == STDERR_FILENO);
  log.info("lost too");
  dup2(saved, STDERR_FILENO);
}

Test(log, nothing_is_opened_before_the_first_line) {
  const int before = dup(STDIN_FILENO);
  close(before);
  Log log("test", Level::error, spamweir::log::kSyslog);
  log.info("not shown");
  const int after = dup(STDIN_FILENO);
  cr_expect(after == before, "descriptor %d is free, then %d", before, after);
}

Test(log, field) {
  const struct {
    std::string_view text, want;
  } cases[] = {
      {"", "(unknown)"},
      {"a b\tc", "a_b_c"},
      {"a\"b", "a'b"},
      {"a\\b", "a\\\\b"},
      {"a\nb", "a\\x0ab"},
      {std::string_view("\0", 1), "\\x00"},
      {"\x7F\x80\xFF~", "\\x7f\\x80\\xff~"},
      {"x@y.test to: z", "x@y.test_to:_z"},
  };
  for (const auto& c : cases) {
    const std::string got = field(c.text, "(unknown)");
    cr_expect(got == c.want, "got %s, want %s", got.c_str(), c.want.data());
  }
}

Test(log, quoted_text) {
  cr_expect(quoted_text("") == "");
  const std::string got = quoted_text("a b\t\"c\" \\ \xE9\n");
  cr_expect(got == "a b\\x09'c' \\\\ \\xe9\\x0a", "got %s", got.c_str());
}

namespace {

class Heard : public spamweir::log::Listener {
 public:
  void line(Level level, std::string_view text) override {
    lines.push_back(concat(std::to_string(static_cast<int>(level)), " ", text));
  }
  Lines lines;
};

}  // namespace

Test(log, a_listener_hears_what_is_not_shown) {
  CaughtLog caught(Level::none);
  Heard heard;
  caught.log().set_listener(&heard);
  cr_expect(caught.log().shows(Level::excessive));
  say_everything(caught.log());
  caught.log().error("a\nb");
  caught.log().set_listener(nullptr);
  cr_expect(!caught.log().shows(Level::error));
  caught.log().error("later");
  const std::string got = joined(heard.lines);
  const char* const want = "1 ERROR: e|3 WARNING: w|2 i|3 v|4 d|5 x|1 ERROR: a\\x0ab|";
  cr_expect(got == want, "got %s, want %s", got.c_str(), want);
  cr_expect(caught.lines().empty());
}

// A pipe takes PIPE_BUF bytes in one piece; a line that is longer would be torn.
Test(log, a_line_fits_into_a_pipe) {
  static_assert(spamweir::log::kMostLine <= PIPE_BUF);
  for (const auto format : {spamweir::log::Format::classic, spamweir::log::Format::json}) {
    CaughtLog caught;
    Log log("test", Level::info, spamweir::log::kStderr, format);
    log.error(std::string(10'000, '\x01'));
    const std::string raw = caught.raw();
    cr_expect_leq(raw.size(), spamweir::log::kMostLine);
    cr_expect(raw.ends_with(format == spamweir::log::Format::json ? "…\"}\n" : "...\n"));
  }
}
