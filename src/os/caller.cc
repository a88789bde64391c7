#include "os/caller.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

#include "os/standard_descriptors.h"

namespace spamweir::os {
namespace {

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

// As far as our rights go: to the caller's hard limit at least.
template <typename Resource>
void lift(Resource resource, rlim_t wanted) {
  const rlimit lifted = {wanted, wanted};
  rlimit callers;
  if (setrlimit(resource, &lifted) == 0 || getrlimit(resource, &callers) != 0) return;
  callers.rlim_cur = callers.rlim_max;
  setrlimit(resource, &callers);
}

void lift_limits() {
  for (const auto what : {RLIMIT_AS, RLIMIT_DATA, RLIMIT_CPU, RLIMIT_FSIZE}) {
    lift(what, RLIM_INFINITY);
  }
  constexpr rlim_t kStack = 8 * 1024 * 1024;
  lift(RLIMIT_STACK, kStack);
  constexpr rlim_t kDescriptors = 256;
  lift(RLIMIT_NOFILE, kDescriptors);
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
}

// Timers survive exec (setitimer(2)); that of real time is alarm's.
void stop_timers() {
  const itimerval never = {};
  setitimer(ITIMER_VIRTUAL, &never, nullptr);
  setitimer(ITIMER_PROF, &never, nullptr);
}

void close_all_but_standard() {
  constexpr int kFirst = STDERR_FILENO + 1;
  if (syscall(SYS_close_range, kFirst, ~0U, 0U) == 0) return;
  // A kernel before 5.9. What the caller left open under higher numbers has no influence.
  for (int fd = kFirst; fd < 1024; ++fd) close(fd);
}

}  // namespace

bool shut_out_caller(unsigned seconds) {
  clearenv();
  stop_timers();
  reset_signals();
  alarm(seconds);
  umask(077);
  lift_limits();
  close_all_but_standard();
  return fill_standard_descriptors() && chdir("/") == 0;
}

}  // namespace spamweir::os
