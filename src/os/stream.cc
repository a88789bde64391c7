#include "os/stream.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

namespace spamweir::os {
namespace {

// POSIX: a pipe that poll calls writable takes this much at once without blocking.
constexpr size_t kSureWrite = 4096;
// Linux lets every user have pipes of this size.
constexpr int kLargePipe = 1024 * 1024;
// The wrapper has client (two descriptors), server (two) and signals; resolvers will add theirs.
constexpr size_t kMaxInterests = 64;

bool is_passing(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

Transfer outcome_of(ssize_t result) {
  if (result > 0) return {Transfer::Outcome::some, static_cast<size_t>(result)};
  if (result < 0 && is_passing(errno)) return {};
  return {Transfer::Outcome::ended, 0, result < 0 ? errno : 0};
}

timespec time_until(TimePoint deadline) {
  const auto left = std::max(deadline - Clock::now(), Clock::duration::zero());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(left - seconds);
  return timespec{static_cast<time_t>(seconds.count()), static_cast<long>(rest.count())};
}

short events_of(const Interest& interest) {
  return static_cast<short>((interest.read ? POLLIN : 0) | (interest.write ? POLLOUT : 0) |
                            (interest.end ? POLLRDHUP : 0));
}

}  // namespace

Transfer read_some(int fd, std::span<char> into) {
  return outcome_of(::read(fd, into.data(), into.size()));
}

Transfer write_some(int fd, std::string_view bytes) {
  if (bytes.empty()) return {};
  return outcome_of(::write(fd, bytes.data(), bytes.size()));
}

Transfer write_some_shared(int fd, std::string_view bytes) {
  if (bytes.empty()) return {};
  const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0 || errno != ENOTSOCK) return outcome_of(sent);
  pollfd room{fd, POLLOUT, 0};
  if (::poll(&room, 1, 0) <= 0) return {};
  return write_some(fd, bytes.substr(0, kSureWrite));
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

bool set_nonblocking(int fd) { return ::fcntl(fd, F_SETFL, O_NONBLOCK) == 0; }

bool enlarge_pipe(int fd) { return ::fcntl(fd, F_SETPIPE_SZ, kLargePipe) >= 0; }

void finish_writing(int fd) {
  if (::shutdown(fd, SHUT_WR) != 0 && errno == ENOTSOCK) ::close(fd);
}

void wait(std::span<Interest> interests, Deadline deadline) {
  std::array<pollfd, kMaxInterests> polls;
  const size_t count = std::min(interests.size(), polls.size());
  for (size_t i = 0; i < count; ++i) {
    const short events = events_of(interests[i]);
    polls[i] = pollfd{events != 0 ? interests[i].fd : -1, events, 0};
  }
  timespec left{};
  if (deadline) left = time_until(*deadline);
  const int ready = ::ppoll(polls.data(), count, deadline ? &left : nullptr, nullptr);
  for (size_t i = 0; i < count; ++i) {
    const short found = ready > 0 ? polls[i].revents : static_cast<short>(0);
    const bool broken = (found & (POLLERR | POLLHUP | POLLNVAL)) != 0;
    interests[i].readable = interests[i].read && ((found & POLLIN) != 0 || broken);
    interests[i].has_ended = interests[i].end && ((found & POLLRDHUP) != 0 || broken);
    interests[i].writable = interests[i].write && ((found & POLLOUT) != 0 || broken);
  }
}

}  // namespace spamweir::os
