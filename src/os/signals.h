// Signals as something to read, so that one wait covers everything and no handler runs.
#pragma once

#include <csignal>

#include "base/result.h"
#include "os/descriptor.h"

namespace spamweir::os {

// While it lives SIGTERM, SIGINT, SIGHUP and SIGCHLD are blocked and queued for reading, and
// SIGPIPE and SIGXFSZ are blocked: a write to a closed pipe, or to a file that may grow no more,
// fails instead. One object a process.
class SignalQueue {
 public:
  SignalQueue();
  SignalQueue(const SignalQueue&) = delete;
  SignalQueue& operator=(const SignalQueue&) = delete;

  // Nothing can be served otherwise: the queue exists, and descriptors 0 to 2 are open (else it
  // would have taken their place).
  Status check() const;

  int fd() const { return queue_.get(); }
  // The mask that the process was started with: a child must get it back.
  const sigset_t& original_mask() const { return original_; }

  // Takes what has come. True when the process was asked to end (SIGCHLD only wakes).
  bool take_stop_request();

 private:
  sigset_t original_;
  Descriptor queue_;
};

}  // namespace spamweir::os
