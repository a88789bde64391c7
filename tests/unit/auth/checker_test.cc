#include "auth/checker.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "os/descriptor.h"
#include "os/stream.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace std::chrono_literals;
using spamweir::concat;
using spamweir::auth::Checker;
using spamweir::auth::Credentials;
using spamweir::os::Descriptor;
using spamweir::testing::CaughtLog;
using spamweir::testing::expect_text;
using spamweir::testing::ScratchDirectory;
using Result = Checker::Result;

namespace {

constexpr std::string_view kSecret = "hunter2";

// A checker with scripted programs, and a clock that the test moves.
class Stage {
 public:
  // Each script is a shell's; `$D` is a scratch directory.
  explicit Stage(const std::vector<std::string>& scripts) {
    for (const std::string& script : scripts) {
      const std::string name = concat("script", spamweir::to_text(commands_.size()));
      commands_.push_back(program(name, script));
    }
    checker_ = std::make_unique<Checker>(commands_, log_.log());
  }

  std::string program(const std::string& name, const std::string& script) const {
    const std::string text = concat("#!/bin/sh\nD=", path(""), "\n", script, "\n");
    const std::string file = scratch_.file(name, text);
    chmod(file.c_str(), 0755);
    return file;
  }
  std::vector<std::string>& commands() { return commands_; }
  std::string path(std::string_view name) const { return scratch_.path(name); }
  std::string fifo(std::string_view name) const { return scratch_.fifo(name); }

  Result begin(std::string_view user = "joe", std::string_view secret = kSecret,
               std::string_view challenge = {}) {
    Credentials credentials;
    credentials.user = user;
    credentials.secret = secret;
    credentials.challenge = challenge;
    return checker_->begin(credentials, now);
  }
  // Waits as a front door does, but for real time: the clock stands.
  Result go_on(Result result) {
    while (result == Result::working) {
      auto interests = checker_->interests();
      cr_assert(interests[0].fd >= 0 || interests[1].fd >= 0, "nothing to wait for");
      spamweir::os::wait(interests, std::nullopt);
      result = checker_->work(now);
    }
    cr_expect(!checker_->deadline().has_value());
    return result;
  }
  Result check() { return go_on(begin()); }

  Checker& checker() { return *checker_; }
  void remove_checker() { checker_.reset(); }
  // Without the directory of the scripts.
  std::string log_text() const {
    std::string text;
    for (const std::string& line : log_.lines()) text += line + "\n";
    const std::string directory = path("");
    for (size_t at; (at = text.find(directory)) != std::string::npos;) {
      text.erase(at, directory.size());
    }
    cr_expect(text.find(kSecret) == std::string::npos, "a password in the log: %s", text.c_str());
    return text;
  }

  spamweir::os::TimePoint now = spamweir::os::Clock::now();

 private:
  ScratchDirectory scratch_;
  CaughtLog log_{spamweir::log::Level::excessive};
  std::vector<std::string> commands_;
  std::unique_ptr<Checker> checker_;
};

const char* word(Result result) {
  switch (result) {
    case Result::working:
      return "working";
    case Result::yes:
      return "yes";
    case Result::no:
      return "no";
    case Result::error:
      return "error";
  }
  return "";
}

// The end of file comes when nobody has the other end any more.
std::string read_all(int fd) {
  std::string text;
  std::array<char, 512> buffer;
  while (const size_t bytes = spamweir::os::read_some(fd, buffer).bytes) {
    text.append(buffer.data(), bytes);
  }
  return text;
}

Descriptor open_fifo(const std::string& path, int mode) {
  Descriptor fifo(::open(path.c_str(), mode | O_CLOEXEC));
  cr_assert(fifo.is_open());
  return fifo;
}

size_t open_descriptors() {
  size_t count = 0;
  DIR* directory = opendir("/proc/self/fd");
  while (readdir(directory) != nullptr) ++count;
  closedir(directory);
  return count;
}

}  // namespace

// A program that is not killed as it should be would keep a test waiting.
TestSuite(checker, .timeout = 60);

Test(checker, what_programs_say) {
  const struct {
    const char* label;
    const char* script;
    Result want;
    const char* log;
  } cases[] = {
      {"yes", "exit 0", Result::yes, "user name and password are right (exit status 0)\n"},
      {"no", "exit 1", Result::no, "user name or password is wrong (exit status 1)\n"},
      {"misused", "exit 2", Result::error, "is not called as it must be (exit status 2)"},
      {"temporary", "exit 111", Result::error, "can't tell for the time being (exit status 111)\n"},
      {"another", "exit 3", Result::no, "for a reason of its own (exit status 3)\n"},
      {"255", "exit 255", Result::no, "(exit status 255)\n"},
      {"crash", "kill -SEGV $$", Result::error, "was killed by signal 11\n"},
      {"output", "echo 'no such user'; echo there >&2; exit 1", Result::no,
       "(exit status 1); it printed \"no such user\\x0athere\"\n"},
      {"blanks only", "echo; exit 1", Result::no, "(exit status 1)"},
  };
  for (const auto& c : cases) {
    Stage stage({c.script});
    expect_text(word(stage.check()), word(c.want), "%s", c.label);
    const std::string log = stage.log_text();
    const bool is_error = c.want == Result::error;
    cr_expect(log.find(c.log) != std::string::npos, "%s: got %s", c.label, log.c_str());
    cr_expect(log.starts_with(is_error ? "ERROR: smtp-auth-command=script0: "
                                       : "smtp-auth-command=script0: "),
              "%s: got %s", c.label, log.c_str());
  }
}

Test(checker, programs_read_the_fields) {
  Stage stage({"od -An -c -v <&3 >$D/got; exit 0"});
  const auto got = [&stage] {
    const Descriptor file = open_fifo(stage.path("got"), O_RDONLY);
    return read_all(file.get());
  };
  cr_expect(stage.go_on(stage.begin("j o", "s3")) == Result::yes);
  expect_text(got(), "   j       o  \\0   s   3  \\0  \\0\n");
  cr_expect(stage.go_on(stage.begin("tim", "b9", "<1@h>")) == Result::yes);
  expect_text(got(), "   t   i   m  \\0   b   9  \\0   <   1   @   h   >  \\0\n");
}

Test(checker, several_programs) {
  const struct {
    const char* label;
    std::vector<std::string> scripts;
    Result want;
    const char* asked;
  } cases[] = {
      {"the first yes wins", {"echo 0 >>$D/asked", "echo 1 >>$D/asked"}, Result::yes, "0\n"},
      {"yes behind no", {"echo 0 >>$D/asked; exit 1", "echo 1 >>$D/asked"}, Result::yes, "0\n1\n"},
      {"yes behind an error", {"exit 111", "kill -9 $$", "echo 2 >>$D/asked"}, Result::yes, "2\n"},
      {"no and no", {"exit 1", "echo 1 >>$D/asked; exit 1"}, Result::no, "1\n"},
      {"no, but one can't tell", {"exit 111", "echo 1 >>$D/asked; exit 1"}, Result::error, "1\n"},
      {"all read the same",
       {"cat <&3 >>$D/asked; exit 1", "tr '\\0' ' ' <&3 >$D/asked"},
       Result::yes,
       "joe hunter2  "},
  };
  for (const auto& c : cases) {
    Stage stage(c.scripts);
    expect_text(word(stage.check()), word(c.want), "%s", c.label);
    const Descriptor asked = open_fifo(stage.path("asked"), O_RDONLY);
    expect_text(read_all(asked.get()), c.asked, "%s", c.label);
    stage.log_text();
  }
}

Test(checker, commands_are_split_without_a_shell) {
  Stage stage({"test \"$1|$2|$3\" = '$HOME|b c|' || exit 1", "exit 1"});
  stage.commands()[0] += " $HOME \"b c\"";
  cr_expect(stage.check() == Result::yes);
}

Test(checker, programs_that_can_not_be_started) {
  Stage stage({});
  cr_expect(stage.begin() == Result::error, "no command at all");
  stage.commands() = {"/nonexistent/vchkpw /bin/true", "\"x", "/etc/passwd"};
  cr_expect(stage.begin() == Result::error);
  cr_expect(!stage.checker().deadline().has_value());
  expect_text(stage.log_text(),
              "ERROR: smtp-auth-command: none is given, so nobody can authenticate\n"
              "ERROR: smtp-auth-command=/nonexistent/vchkpw ...: can't start "
              "/nonexistent/vchkpw: No such file or directory\n"
              "ERROR: smtp-auth-command=\"x: a double quote in it is not closed\n"
              "ERROR: smtp-auth-command=/etc/passwd: can't start /etc/passwd: Permission denied\n");
  stage.commands() = {"/nonexistent/vchkpw", "true"};
  cr_expect(stage.check() == Result::yes, "the next one is found in PATH");
}

// The interface promises programs at most 512 bytes.
Test(checker, longer_credentials_are_not_asked_about) {
  Stage stage({"test $(wc -c <&3) = 512"});
  cr_expect(stage.go_on(stage.begin("joe", std::string(506, 'x'))) == Result::yes);
  cr_expect(stage.begin("joe", std::string(507, 'x')) == Result::no);
  cr_expect(stage.begin(std::string(100'000, 'u'), "x") == Result::no);
}

// The program's children keep the FIFO: its end of file tells that they are gone too.
Test(checker, a_program_that_hangs_is_killed_with_its_children) {
  Stage stage({"exec 3>$D/held; sleep 1000 & echo started; sleep 1000", "exit 0"});
  const std::string path = stage.fifo("held");
  Result result = stage.begin();
  cr_assert(result == Result::working);
  const Descriptor held = open_fifo(path, O_RDONLY);
  const auto begun = stage.now;
  cr_expect(stage.checker().deadline() == begun + 30s);
  stage.now = begun + 30s - 1ns;
  cr_expect(stage.checker().work(stage.now) == Result::working);
  stage.now = begun + 30s;
  result = stage.checker().work(stage.now);
  cr_assert(result == Result::working, "the next one is asked");
  cr_expect(stage.checker().deadline() == stage.now + 30s);
  expect_text(read_all(held.get()), "");
  cr_expect(stage.go_on(result) == Result::yes);
  const std::string log = stage.log_text();
  cr_expect(
      log.find("script0: gave no answer within 30 seconds and was killed") != std::string::npos,
      "got %s", log.c_str());
}

Test(checker, all_that_hang_are_an_error_at_the_end) {
  Stage stage({"exec sleep 1000", "exec sleep 1000"});
  cr_assert(stage.begin() == Result::working);
  cr_assert(stage.checker().work(stage.now += 30s) == Result::working);
  cr_assert(stage.checker().work(stage.now += 30s) == Result::error);
  cr_expect(!stage.checker().deadline().has_value());
  cr_expect(stage.checker().interests()[0].fd < 0 && stage.checker().interests()[1].fd < 0);
}

Test(checker, a_late_answer_counts_if_it_came_in_time) {
  Stage stage({"read line <$D/go; exit $line"});
  const std::string path = stage.fifo("go");
  for (const auto& [answer, want] : {std::pair{"0\n", Result::yes}, {"1\n", Result::no}}) {
    const Result result = stage.begin();
    cr_assert(result == Result::working);
    stage.now += 29s;
    cr_expect(stage.checker().work(stage.now) == Result::working);
    const Descriptor go = open_fifo(path, O_WRONLY);
    cr_expect(spamweir::os::write_all(go.get(), answer));
    cr_expect(stage.go_on(result) == want);
  }
}

// Nor does one that goes away without reading make a SIGPIPE, which is not blocked here.
Test(checker, a_program_that_reads_nothing_is_no_hindrance) {
  for (const char* script : {"exit 0", "exec 3<&-; exit 0", "exec 0<&- 1<&- 2<&- 3<&-; exit 0"}) {
    Stage stage({script});
    cr_expect(stage.go_on(stage.begin("joe", std::string(506, 'x'))) == Result::yes, "%s", script);
  }
}

Test(checker, only_the_beginning_of_much_output_is_shown) {
  Stage stage({"head -c 10000000 /dev/zero | tr '\\0' x; exit 1"});
  cr_expect(stage.check() == Result::no);
  const std::string log = stage.log_text();
  cr_expect_eq(std::count(log.begin(), log.end(), 'x'), 1024 + 1, "that of `exit` too: got %zu",
               log.size());
}

// A program that prints for ever must not keep us in one call of work().
Test(checker, endless_output_ends_with_the_time_limit) {
  Stage stage({"exec yes"});
  Result result = stage.begin();
  for (int i = 0; i < 5; ++i) {
    auto interests = stage.checker().interests();
    spamweir::os::wait(interests, std::nullopt);
    result = stage.checker().work(stage.now);
    cr_assert(result == Result::working);
  }
  cr_expect(stage.checker().work(stage.now += 30s) == Result::error);
}

Test(checker, a_grandchild_that_keeps_the_output_is_not_waited_for) {
  Stage stage({"exec 4<$D/held; (read line <&4) & echo hello; exit 0"});
  const std::string path = stage.fifo("held");
  const Result result = stage.begin();
  const Descriptor held = open_fifo(path, O_WRONLY);
  cr_expect(stage.go_on(result) == Result::yes);
  const std::string log = stage.log_text();
  cr_expect(log.find("it printed \"hello\"") != std::string::npos, "got %s", log.c_str());
}

Test(checker, a_password_that_is_printed_stays_out_of_the_log) {
  const struct {
    const char* label;
    const char* script;
    std::string secret;
    const char* want;
  } cases[] = {
      {"in words", "printf 'bad: '; tr '\\0' ' ' <&3; exit 1", std::string(kSecret),
       "it printed \"bad: joe ***\"\n"},
      {"twice", "echo ab-ab.; exit 111", "ab", "it printed \"***-***.\"\n"},
      {"across the cut", "head -c 1020 /dev/zero | tr '\\0' .; echo SECRETSECRET; exit 1",
       "SECRETSECRET", "....***\"\n"},
  };
  for (const auto& c : cases) {
    Stage stage({c.script});
    stage.go_on(stage.begin("joe", c.secret));
    const std::string log = stage.log_text();
    cr_expect(log.ends_with(c.want), "%s: got %s", c.label, log.c_str());
  }
}

Test(checker, one_that_goes_away_takes_the_program_along) {
  Stage stage({"exec 3>$D/held; exec sleep 1000"});
  const std::string path = stage.fifo("held");
  cr_assert(stage.begin() == Result::working);
  const Descriptor held = open_fifo(path, O_RDONLY);
  stage.remove_checker();
  expect_text(read_all(held.get()), "");
}

Test(checker, leaves_neither_descriptors_nor_processes) {
  Stage stage({"exit 1", "exit 111"});
  const size_t before = open_descriptors();
  for (int i = 0; i < 20; ++i) cr_expect(stage.check() == Result::error);
  cr_expect_eq(open_descriptors(), before);
  cr_expect(waitpid(-1, nullptr, 0) < 0 && errno == ECHILD);

  stage.commands() = {stage.program("sleeper", "exec sleep 1000")};
  for (int i = 0; i < 20; ++i) {
    cr_assert(stage.begin() == Result::working);
    cr_expect(stage.checker().work(stage.now += 30s) == Result::error);
  }
  cr_expect_eq(open_descriptors(), before);
  // They have been killed, so this ends.
  while (waitpid(-1, nullptr, 0) > 0) {
  }
}
