// A child process: how it starts and how it ends. Each is waited for by its own number, so that the
// end of one is never taken for that of another.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <optional>
#include <span>

#include "base/result.h"
#include "os/descriptor.h"

namespace spamweir::os {

// Both end with a null pointer, as exec wants them.
struct Command {
  const char* const* arguments;    // the program first; without a slash it is looked up in PATH
  const char* const* environment;  // NAME=value each
};

struct ExitStatus {
  int code = 0;    // of exit(2)
  int signal = 0;  // that killed it; 0: none
};

// A descriptor of ours that the child gets under a number of its own.
struct Placement {
  int ours;
  int theirs;
};

// What a child begins with, besides its command.
struct Start {
  // Placed in this order. No `ours` may be the `theirs` of one before it.
  std::span<const Placement> descriptors;
  const sigset_t& mask;  // of its signals
  // It leads a process group of its own, ignores no signal that we ignore, and gets no descriptor
  // above the last one placed. Else it gets every descriptor that is not closed on exec.
  bool apart = false;
};

// Only its owner may reap it: a copy would not learn of that.
class Process {
 public:
  static Result<Process> start(const Command& command, const Start& start);

  // Takes the child's end, once it has come; waits for it only if `block` is set.
  std::optional<ExitStatus> reap(bool block);
  // Harmless once it is reaped.
  void send_signal(int signal);
  // To it and all that it started, if it was started `apart`; harmless once it is reaped.
  void kill_group();
  // Readable once it has ended. Not open on kernels before 5.3: there only SIGCHLD tells.
  Descriptor watch() const;

 private:
  explicit Process(pid_t pid) : pid_(pid) {}

  pid_t pid_;
  std::optional<ExitStatus> status_;
};

// This process becomes another program. It comes back only where that fails.
Error become_program(const char* path, const Command& command);

}  // namespace spamweir::os
