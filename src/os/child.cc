#include "os/child.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/text.h"
#include "os/stream.h"

namespace spamweir::os {
namespace {

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return Error{concat("can't make a pipe: ", std::strerror(errno))};
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

// Everything that the child needs between clone and exec. It shares our memory until then.
struct Launch {
  const Command& command;
  int input;
  int output;
  const sigset_t& mask;
  int error = 0;  // why there was no exec
};

// Runs in the child, on a stack of its own, while we wait. It never returns, so nothing may watch
// its stack frame.
[[gnu::no_sanitize_address]] int run_child(void* argument) {
  Launch& launch = *static_cast<Launch*>(argument);
  const bool ready = dup2(launch.input, STDIN_FILENO) >= 0 &&
                     dup2(launch.output, STDOUT_FILENO) >= 0 &&
                     sigprocmask(SIG_SETMASK, &launch.mask, nullptr) == 0;
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

Child::Child(pid_t pid, Descriptor to, Descriptor from)
    : pid_(pid), to_(std::move(to)), from_(std::move(from)) {}

Result<Child> Child::start(const Command& command, const sigset_t& mask) {
  Result<Pipe> input = make_pipe();
  if (!input.ok()) return Error{input.error()};
  Result<Pipe> output = make_pipe();
  if (!output.ok()) return Error{output.error()};

  Launch launch{command, input.value().read_end.get(), output.value().write_end.get(), mask};
  const pid_t pid = clone_child(launch);
  if (launch.error != 0) {
    return Error{concat("can't start ", command.arguments[0], ": ", std::strerror(launch.error))};
  }
  set_nonblocking(input.value().write_end.get());
  set_nonblocking(output.value().read_end.get());
  return Child(pid, std::move(input.value().write_end), std::move(output.value().read_end));
}

std::optional<ExitStatus> Child::reap(bool block) {
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

void Child::terminate() {
  if (!status_) ::kill(pid_, SIGTERM);
}

}  // namespace spamweir::os
