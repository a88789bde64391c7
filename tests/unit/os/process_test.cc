#include "os/process.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>
#include <vector>

#include "os/pipe.h"
#include "os/stream.h"
#include "support/expect.h"

using spamweir::Result;
using spamweir::os::Descriptor;
using spamweir::os::Interest;
using spamweir::os::Pipe;
using spamweir::os::Placement;
using spamweir::os::Process;
using spamweir::testing::expect_text;

namespace {

constexpr const char* kEnvironment[] = {"PATH=/usr/bin:/bin", nullptr};

Process start(std::vector<const char*> arguments, std::span<const Placement> placements,
              bool apart = true) {
  sigset_t none;
  sigemptyset(&none);
  arguments.push_back(nullptr);
  Result<Process> process = Process::start(
      {arguments.data(), kEnvironment}, {.descriptors = placements, .mask = none, .apart = apart});
  cr_assert(process.ok(), "%s", process.ok() ? "" : process.error().c_str());
  return process.value();
}

Pipe new_pipe() {
  Result<Pipe> pipe = spamweir::os::make_pipe();
  cr_assert(pipe.ok());
  return std::move(pipe.value());
}

// What the program prints until it and its children have closed their output.
std::string output_of(const char* script, bool apart = true) {
  Pipe pipe = new_pipe();
  const std::array placements{Placement{pipe.write_end.get(), STDOUT_FILENO}};
  Process process = start({"/bin/sh", "-c", script}, placements, apart);
  pipe.write_end.close();
  std::string text;
  std::array<char, 512> buffer;
  while (const size_t bytes = spamweir::os::read_some(pipe.read_end.get(), buffer).bytes) {
    text.append(buffer.data(), bytes);
  }
  process.reap(true);
  return text;
}

bool is_readable(const Descriptor& descriptor, spamweir::os::Deadline until) {
  std::array interests{Interest{.fd = descriptor.get(), .read = true}};
  spamweir::os::wait(interests, until);
  return interests[0].readable;
}

}  // namespace

// A process that is not killed as it should be would keep a test waiting.
TestSuite(process, .timeout = 60);

Test(process, each_has_its_own_end) {
  Process first = start({"/bin/sh", "-c", "exit 1"}, {}, false);
  Process second = start({"/bin/sh", "-c", "exit 2"}, {}, false);
  Process third = start({"/bin/sh", "-c", "kill -9 $$"}, {}, false);
  cr_expect_eq(second.reap(true)->code, 2);
  cr_expect_eq(third.reap(true)->signal, SIGKILL);
  cr_expect_eq(first.reap(true)->code, 1);
  cr_expect_eq(second.reap(false)->code, 2, "told again");
}

Test(process, can_be_watched) {
  Pipe held = new_pipe();
  const std::array placements{Placement{held.read_end.get(), STDIN_FILENO}};
  Process process = start({"cat"}, placements, false);
  const Descriptor end = process.watch();
  cr_assert(end.is_open());
  cr_expect(!is_readable(end, spamweir::os::Clock::now()));
  cr_expect(!process.reap(false).has_value());
  held.write_end.close();
  cr_expect(is_readable(end, std::nullopt));
  cr_expect_eq(process.reap(false)->code, 0);
  cr_expect(!process.watch().is_open(), "nobody is left to watch");
}

// The grandchild keeps the pipe, so its end of file comes when both are gone.
Test(process, a_group_dies_together) {
  Pipe pipe = new_pipe();
  const std::array placements{Placement{pipe.write_end.get(), STDOUT_FILENO}};
  Process process = start({"/bin/sh", "-c", "sleep 1000 & echo ready; wait"}, placements);
  pipe.write_end.close();
  std::array<char, 512> buffer;
  cr_expect_eq(spamweir::os::read_some(pipe.read_end.get(), buffer).bytes, 6u);
  process.kill_group();
  cr_expect_eq(spamweir::os::read_some(pipe.read_end.get(), buffer).bytes, 0u);
  cr_expect_eq(process.reap(true)->signal, SIGKILL);
  process.kill_group();
  process.send_signal(SIGKILL);
}

namespace {

// The signals 1 to 31 of a line of /proc/PID/status, a bit each: those behind them are the C
// library's.
uint64_t signals_in(const std::string& status, std::string_view label) {
  const size_t at = status.find(label);
  cr_assert(at != std::string::npos, "%s", status.c_str());
  return std::stoull(status.substr(at + label.size()), nullptr, 16) & 0x7fffffff;
}

}  // namespace

Test(process, apart_ignores_no_signal_and_leads_a_group) {
  for (const int signal : {SIGPIPE, SIGHUP, SIGTERM}) ::signal(signal, SIG_IGN);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
  constexpr const char* kAsk = "grep -E '^Sig(Ign|Blk)' /proc/self/status";
  cr_expect_eq(signals_in(output_of(kAsk), "SigBlk:") | signals_in(output_of(kAsk), "SigIgn:"), 0u);
  cr_expect(signals_in(output_of(kAsk, false), "SigIgn:") != 0,
            "a child that is not apart inherits");
  struct sigaction ours;
  sigaction(SIGPIPE, nullptr, &ours);
  cr_expect(ours.sa_handler == SIG_IGN, "ours stay as they are");
  // Field 5 of stat is the process group.
  expect_text(output_of("set -- $(cat /proc/$$/stat); test $5 = $$ && echo leads"), "leads\n");
}

Test(process, apart_gets_no_descriptor_that_our_parent_left_open) {
  const int left = fcntl(STDIN_FILENO, F_DUPFD, 50);
  cr_assert(left >= 50);
  const std::string script = "test -e /proc/self/fd/" + std::to_string(left) + " && echo open";
  expect_text(output_of(script.c_str()), "");
  expect_text(output_of(script.c_str(), false), "open\n");
}

// The lowest free number is the one that a new pipe gets.
Test(process, a_descriptor_may_stand_in_its_place_already) {
  Pipe pipe = new_pipe();
  Pipe answer = new_pipe();
  const int place = pipe.read_end.get();
  const std::array placements{Placement{answer.write_end.get(), STDOUT_FILENO},
                              Placement{place, place}};
  cr_expect_eq(spamweir::os::write_some(pipe.write_end.get(), "hello\n").bytes, 6u);
  pipe.write_end.close();
  const std::string script = "cat <&" + std::to_string(place);
  Process process = start({"/bin/sh", "-c", script.c_str()}, placements);
  answer.write_end.close();
  cr_expect_eq(process.reap(true)->code, 0);
  std::array<char, 16> buffer;
  cr_expect_eq(spamweir::os::read_some(answer.read_end.get(), buffer).bytes, 6u);
}
