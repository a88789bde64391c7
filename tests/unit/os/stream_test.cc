#include "os/stream.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>

using spamweir::os::Clock;
using spamweir::os::Interest;
using spamweir::os::Transfer;
using namespace std::chrono_literals;

namespace {

struct DescriptorPair {
  int fds[2];
  ~DescriptorPair() {
    close(fds[0]);
    close(fds[1]);
  }
};

using Write = Transfer (*)(int, std::string_view);

Transfer::Outcome write_until_refused(int fd, Write write, size_t& total) {
  const std::string block(100000, 'x');
  for (total = 0;;) {
    const Transfer sent = write(fd, block);
    if (sent.outcome != Transfer::Outcome::some) return sent.outcome;
    total += sent.bytes;
  }
}

}  // namespace

Test(stream, shared_writes_never_block_on_a_socket) {
  DescriptorPair sockets;
  cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.fds), 0);
  size_t total = 0;
  const auto outcome = write_until_refused(sockets.fds[0], spamweir::os::write_some_shared, total);
  cr_expect(outcome == Transfer::Outcome::later);
  cr_expect(total > 0);
}

Test(stream, shared_writes_to_a_pipe_take_what_wait_promised) {
  DescriptorPair pipe_ends;
  cr_assert_eq(pipe(pipe_ends.fds), 0);
  size_t total = 0;
  for (;;) {
    std::array ready{Interest{.fd = pipe_ends.fds[1], .write = true}};
    spamweir::os::wait(ready, Clock::now());
    if (!ready[0].writable) break;
    total += spamweir::os::write_some_shared(pipe_ends.fds[1], std::string(100000, 'x')).bytes;
  }
  cr_expect(total >= 4096);
}

Test(stream, nonblocking_writes_take_what_fits) {
  DescriptorPair pipe_ends;
  cr_assert_eq(pipe(pipe_ends.fds), 0);
  cr_assert(spamweir::os::set_nonblocking(pipe_ends.fds[1]));
  size_t total = 0;
  const auto outcome = write_until_refused(pipe_ends.fds[1], spamweir::os::write_some, total);
  cr_expect(outcome == Transfer::Outcome::later);
  cr_expect(total >= 4096);
}

Test(stream, a_peer_that_is_gone_is_an_end) {
  signal(SIGPIPE, SIG_IGN);
  DescriptorPair sockets;
  cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.fds), 0);
  spamweir::os::finish_writing(sockets.fds[1]);
  std::array<char, 16> buffer;
  const Transfer read = spamweir::os::read_some(sockets.fds[0], buffer);
  cr_expect(read.outcome == Transfer::Outcome::ended && read.error == 0);
  shutdown(sockets.fds[1], SHUT_RD);
  const Transfer sent = spamweir::os::write_some_shared(sockets.fds[0], "x");
  cr_expect(sent.outcome == Transfer::Outcome::ended && sent.error == EPIPE);
}

Test(stream, an_error_is_an_end_that_says_why) {
  const struct {
    const char* path;  // null: a descriptor that is closed
    int error;
  } cases[] = {{"/", EISDIR}, {"/proc/self/mem", EIO}, {nullptr, EBADF}};
  for (const auto& c : cases) {
    const int fd = open(c.path == nullptr ? "/" : c.path, O_RDONLY);
    cr_assert(fd >= 0);
    if (c.path == nullptr) close(fd);
    std::array<char, 16> buffer;
    const Transfer read = spamweir::os::read_some(fd, buffer);
    cr_expect(read.outcome == Transfer::Outcome::ended && read.bytes == 0);
    cr_expect(read.error == c.error, "%d, not %d", read.error, c.error);
    if (c.path != nullptr) close(fd);
  }
}

Test(stream, waiting_ends_with_an_event_or_the_deadline) {
  DescriptorPair pipe_ends;
  cr_assert_eq(pipe(pipe_ends.fds), 0);
  std::array interests{Interest{.fd = pipe_ends.fds[0], .read = true},
                       Interest{.fd = -1, .read = true}, Interest{.fd = pipe_ends.fds[1]}};
  spamweir::os::wait(interests, Clock::now() - 1s);
  cr_expect(!interests[0].readable && !interests[1].readable && !interests[2].writable);
  cr_assert_eq(write(pipe_ends.fds[1], "x", 1), 1);
  spamweir::os::wait(interests, std::nullopt);
  cr_expect(interests[0].readable);
}

Test(stream, the_earlier_deadline) {
  const auto now = Clock::now();
  using spamweir::os::Deadline;
  using spamweir::os::earlier;
  cr_expect(earlier(Deadline(now), Deadline(now + 1s)) == Deadline(now));
  cr_expect(earlier(Deadline(), Deadline(now)) == Deadline(now));
  cr_expect(earlier(Deadline(now), Deadline()) == Deadline(now));
  cr_expect(!earlier(Deadline(), Deadline()).has_value());
}

Test(stream, an_end_is_seen_behind_bytes_that_nobody_reads) {
  DescriptorPair sockets;
  cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.fds), 0);
  cr_assert_eq(write(sockets.fds[1], "x", 1), 1);
  std::array interests{Interest{.fd = sockets.fds[0], .end = true}};
  spamweir::os::wait(interests, Clock::now());
  cr_expect(!interests[0].has_ended);
  spamweir::os::finish_writing(sockets.fds[1]);
  spamweir::os::wait(interests, std::nullopt);
  cr_expect(interests[0].has_ended && !interests[0].readable);
}
