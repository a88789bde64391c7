// The server as a child process, spoken to through two pipes.
#pragma once

#include <csignal>
#include <optional>

#include "base/result.h"
#include "os/descriptor.h"
#include "os/process.h"

namespace spamweir::os {

class Child {
 public:
  // Standard input and output become pipes, standard error stays. Everything else that we opened is
  // closed on exec; `mask` is the signal mask that the child begins with.
  // Where it leads a process group, kill_group() reaches all that it starts.
  enum class Group { ours, its_own };
  static Result<Child> start(const Command& command, const sigset_t& mask,
                             Group group = Group::ours);

  Descriptor& to() { return to_; }      // non-blocking
  Descriptor& from() { return from_; }  // non-blocking

  bool has_ended() const { return process_.has_ended(); }
  void kill_group() { process_.kill_group(); }
  // Takes the child's end, once it has come; waits for it only if `block` is set.
  std::optional<ExitStatus> reap(bool block) { return process_.reap(block); }
  // Asks it to end (SIGTERM). Harmless once it is reaped.
  void terminate() { process_.send_signal(SIGTERM); }

 private:
  Child(Process process, Descriptor to, Descriptor from);

  Process process_;
  Descriptor to_;
  Descriptor from_;
};

}  // namespace spamweir::os
