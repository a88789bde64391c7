#include "os/caller.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>

using spamweir::os::shut_out_caller;

namespace {

// What the caller could have left behind, and then what is left of it. A number for each that is.
int leave_things_behind() {
  setenv("EVIL", "1", 1);
  signal(SIGALRM, SIG_IGN);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  umask(0);
  close(STDIN_FILENO);
  close(STDERR_FILENO);
  if (dup2(STDOUT_FILENO, 77) != 77) return 10;
  rlimit descriptors = {10, 100};
  setrlimit(RLIMIT_NOFILE, &descriptors);
  rlimit stack = {64 * 1024, 16 * 1024 * 1024};
  setrlimit(RLIMIT_STACK, &stack);
  itimerval later = {{0, 0}, {100, 0}};
  setitimer(ITIMER_PROF, &later, nullptr);
  if (!shut_out_caller(60)) return 1;
  if (environ != nullptr && environ[0] != nullptr) return 2;
  if (signal(SIGALRM, SIG_DFL) != SIG_DFL) return 3;
  sigset_t mask;
  sigprocmask(SIG_SETMASK, nullptr, &mask);
  if (sigismember(&mask, SIGALRM) != 0) return 4;
  if (umask(0) != 077) return 5;
  char directory[16];
  if (getcwd(directory, sizeof directory) != std::string("/")) return 6;
  rlimit core;
  getrlimit(RLIMIT_CORE, &core);
  if (core.rlim_cur != 0) return 7;
  if (fcntl(STDIN_FILENO, F_GETFD) < 0 || fcntl(STDERR_FILENO, F_GETFD) < 0) return 8;
  if (fcntl(77, F_GETFD) >= 0) return 11;
  getrlimit(RLIMIT_NOFILE, &descriptors);
  if (descriptors.rlim_cur < 100) return 12;
  getrlimit(RLIMIT_STACK, &stack);
  if (stack.rlim_cur < 8 * 1024 * 1024) return 14;
  itimerval timer;
  getitimer(ITIMER_PROF, &timer);
  if (timer.it_value.tv_sec != 0) return 13;
  return alarm(0) > 0 ? 0 : 9;
}

}  // namespace

Test(caller, nothing_of_it_is_left) {
  const pid_t child = fork();
  if (child == 0) _exit(leave_things_behind());
  int status = 1;
  waitpid(child, &status, 0);
  cr_expect_eq(status, 0, "exit code %d", WEXITSTATUS(status));
}
