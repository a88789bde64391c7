#include "os/caller.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

namespace spamweir::os {
namespace {

// Else the first file that is opened would be standard error.
bool fill_standard_descriptors() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd) return false;
  }
  return true;
}

void reset_signals() {
  struct sigaction usual = {};
  usual.sa_handler = SIG_DFL;
  constexpr int kDeadly[] = {SIGALRM, SIGTERM, SIGCHLD, SIGHUP, SIGINT};
  for (const int signal : kDeadly) sigaction(signal, &usual, nullptr);
  // A reader of what we print that is gone must not change the answer.
  usual.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &usual, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace

bool shut_out_caller(unsigned seconds) {
  clearenv();
  reset_signals();
  alarm(seconds);
  umask(077);
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  return fill_standard_descriptors() && chdir("/") == 0;
}

}  // namespace spamweir::os
