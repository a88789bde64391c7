// The server as a child process, spoken to through two pipes.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <optional>

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

class Child {
 public:
  // Standard input and output become pipes, standard error stays. Everything else that we opened is
  // closed on exec; `mask` is the signal mask that the child begins with.
  static Result<Child> start(const Command& command, const sigset_t& mask);

  Descriptor& to() { return to_; }      // non-blocking
  Descriptor& from() { return from_; }  // non-blocking

  // Takes the child's end, once it has come; waits for it only if `block` is set.
  std::optional<ExitStatus> reap(bool block);
  // Asks it to end (SIGTERM). Harmless once it is reaped.
  void terminate();

 private:
  Child(pid_t pid, Descriptor to, Descriptor from);

  pid_t pid_;
  Descriptor to_;
  Descriptor from_;
  std::optional<ExitStatus> status_;
};

}  // namespace spamweir::os
