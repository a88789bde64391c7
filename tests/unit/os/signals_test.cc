#include "os/signals.h"

#include <criterion/criterion.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "os/stream.h"

using spamweir::os::Interest;
using spamweir::os::SignalQueue;

namespace {

bool is_readable(const SignalQueue& queue) {
  std::array interests{Interest{.fd = queue.fd(), .read = true}};
  spamweir::os::wait(interests, spamweir::os::Clock::now());
  return interests[0].readable;
}

}  // namespace

Test(signals, are_queued_and_not_delivered) {
  SignalQueue queue;
  cr_expect(!is_readable(queue));
  cr_expect(!queue.take_stop_request());
  raise(SIGCHLD);
  cr_expect(is_readable(queue));
  cr_expect(!queue.take_stop_request(), "a child's end is no request to stop");
  raise(SIGTERM);
  cr_expect(is_readable(queue));
  cr_expect(queue.take_stop_request());
  cr_expect(!is_readable(queue));
}

Test(signals, a_broken_pipe_does_not_kill) {
  SignalQueue queue;
  int ends[2];
  cr_assert_eq(pipe(ends), 0);
  close(ends[0]);
  cr_expect(spamweir::os::write_some(ends[1], "x").outcome ==
            spamweir::os::Transfer::Outcome::ended);
  close(ends[1]);
}

Test(signals, the_original_mask_is_kept_for_children) {
  sigset_t before;
  sigemptyset(&before);
  sigaddset(&before, SIGUSR1);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  SignalQueue queue;
  cr_expect_eq(sigismember(&queue.original_mask(), SIGUSR1), 1);
  cr_expect_eq(sigismember(&queue.original_mask(), SIGTERM), 0);
}
