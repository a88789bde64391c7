#include "os/child.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

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

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  // exec's interface has no const; it does not write.
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// posix_spawn's two parameter objects, destroyed together.
class SpawnSetup {
 public:
  SpawnSetup(int input, int output, const sigset_t& mask) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigmask(&attributes_, &mask);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;

  // 0, or the error number of what failed, exec included.
  int spawn(pid_t& pid, const Command& command) {
    const std::vector<char*> arguments = pointers_to(command.arguments);
    const std::vector<char*> environment = pointers_to(command.environment);
    return posix_spawnp(&pid, arguments[0], &actions_, &attributes_, arguments.data(),
                        environment.data());
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

}  // namespace

Child::Child(pid_t pid, Descriptor to, Descriptor from)
    : pid_(pid), to_(std::move(to)), from_(std::move(from)) {}

Result<Child> Child::start(const Command& command, const sigset_t& mask) {
  Result<Pipe> input = make_pipe();
  if (!input.ok()) return Error{input.error()};
  Result<Pipe> output = make_pipe();
  if (!output.ok()) return Error{output.error()};

  pid_t pid = 0;
  SpawnSetup setup(input.value().read_end.get(), output.value().write_end.get(), mask);
  const int error = setup.spawn(pid, command);
  if (error != 0) {
    return Error{concat("can't start ", command.arguments[0], ": ", std::strerror(error))};
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
