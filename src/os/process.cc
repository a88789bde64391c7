#include "os/process.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace spamweir::os {
namespace {

// Those that a parent may have left ignored, and that programs rely on.
constexpr int kUsualSignals[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGCHLD};

// Everything that the child needs between clone and exec. It shares our memory until then.
struct Launch {
  const Command& command;
  const Start& start;
  int error = 0;  // why there was no exec
};

// dup2 of a descriptor to itself would leave it to be closed on exec.
bool place(const Placement& placement) {
  if (placement.ours == placement.theirs) return fcntl(placement.ours, F_SETFD, 0) == 0;
  return dup2(placement.ours, placement.theirs) >= 0;
}

bool place_all(std::span<const Placement> placements) {
  for (const Placement& placement : placements) {
    if (!place(placement)) return false;
  }
  return true;
}

// The child's signal actions and descriptors are copies, so ours stay as they are.
void set_apart(const Start& start) {
  struct sigaction usual = {};
  usual.sa_handler = SIG_DFL;
  for (const int signal : kUsualSignals) sigaction(signal, &usual, nullptr);
  const auto first_unwanted = static_cast<unsigned>(start.descriptors.back().theirs) + 1;
  // Ours are closed on exec anyway. This is for those that our own parent left open.
  syscall(SYS_close_range, first_unwanted, ~0U, 0U);
}

// Runs in the child, on a stack of its own, while we wait. It never returns, so nothing may watch
// its stack frame.
[[gnu::no_sanitize_address]] int run_child(void* argument) {
  Launch& launch = *static_cast<Launch*>(argument);
  const Start& start = launch.start;
  const bool placed = place_all(start.descriptors);
  if (placed && start.apart) set_apart(start);
  const bool leads_group = start.leads_group || start.apart;
  const bool ready = placed && (!leads_group || setpgid(0, 0) == 0) &&
                     sigprocmask(SIG_SETMASK, &start.mask, nullptr) == 0;
  // exec's interface has no const; it does not write.
  if (ready) {
    execvpe(launch.command.arguments[0], const_cast<char**>(launch.command.arguments),
            const_cast<char**>(launch.command.environment));
  }
  launch.error = errno;
  _exit(127);
}

// Like posix_spawn, without its 120 system calls that reset signal handlers which we don't have: 4
// % of a whole session. Returns the process number, or sets `launch.error`.
pid_t clone_child(Launch& launch) {
  // Room for exec's search through a long PATH. On the heap, where pages that nobody touches cost
  // nothing: an array of this size on our own stack would be probed page by page.
  constexpr size_t kStack = 64 * 1024;
  const auto stack = std::make_unique_for_overwrite<char[]>(kStack);
  const pid_t pid =
      clone(run_child, stack.get() + kStack, CLONE_VM | CLONE_VFORK | SIGCHLD, &launch);
  if (pid < 0) launch.error = errno;
  if (pid > 0 && launch.error != 0) waitpid(pid, nullptr, 0);
  return pid;
}

}  // namespace

Result<Process> Process::start(const Command& command, const Start& start) {
  Launch launch{command, start};
  const pid_t pid = clone_child(launch);
  if (launch.error != 0) {
    return Error{concat("can't start ", command.arguments[0], ": ", std::strerror(launch.error))};
  }
  return Process(pid);
}

std::optional<ExitStatus> Process::reap(bool block) {
  if (status_) return status_;
  int status = 0;
  pid_t found = 0;
  do {
    found = waitpid(pid_, &status, block ? 0 : WNOHANG);
  } while (found < 0 && errno == EINTR);
  if (found == 0) return std::nullopt;
  status_ = ExitStatus{};
  if (found == pid_ && WIFSIGNALED(status)) status_->signal = WTERMSIG(status);
  if (found == pid_ && WIFEXITED(status)) status_->code = WEXITSTATUS(status);
  return status_;
}

bool Process::has_ended() const {
  siginfo_t info = {};
  const auto number = static_cast<id_t>(pid_);
  return status_ || waitid(P_PID, number, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         info.si_pid == pid_;
}

void Process::send_signal(int signal) {
  if (!status_) ::kill(pid_, signal);
}

void Process::kill_group() {
  if (!status_) ::kill(-pid_, SIGKILL);
}

Descriptor Process::watch() const {
  if (status_) return {};
  return Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0U)));
}

Error become_program(const char* path, const Command& command) {
  execve(path, const_cast<char**>(command.arguments), const_cast<char**>(command.environment));
  return Error{concat("can't start ", path, ": ", std::strerror(errno))};
}

}  // namespace spamweir::os
