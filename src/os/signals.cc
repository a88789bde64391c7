#include "os/signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

namespace spamweir::os {

SignalQueue::SignalQueue() {
  sigset_t queued;
  sigemptyset(&queued);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&queued, signal);
  sigset_t blocked = queued;
  sigaddset(&blocked, SIGPIPE);
  // A file that may grow no more (RLIMIT_FSIZE) is an error of that write alone.
  sigaddset(&blocked, SIGXFSZ);
  sigprocmask(SIG_BLOCK, &blocked, &original_);
  queue_ = Descriptor(signalfd(-1, &queued, SFD_CLOEXEC | SFD_NONBLOCK));
  // A parent that ignores SIGCHLD would keep us, and the server's own children, from learning how a
  // child ended.
  ::signal(SIGCHLD, SIG_DFL);
}

Status SignalQueue::check() const {
  if (!queue_.is_open()) return Error{"can't watch for signals: no descriptor is left"};
  if (queue_.get() <= STDERR_FILENO) return Error{"standard input, output and error must be open"};
  return {};
}

bool SignalQueue::take_stop_request() {
  bool stop = false;
  signalfd_siginfo info;
  while (::read(queue_.get(), &info, sizeof info) == sizeof info) {
    if (info.ssi_signo != static_cast<uint32_t>(SIGCHLD)) stop = true;
  }
  return stop;
}

}  // namespace spamweir::os
