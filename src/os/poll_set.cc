#include "os/poll_set.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>

namespace spamweir::os {

bool PollSet::open() {
  set_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
  return set_.is_open();
}

bool PollSet::add(int fd, uint64_t key, Trigger trigger) {
  epoll_event event{};
  event.events = trigger == Trigger::level ? EPOLLIN : EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = key;
  return ::epoll_ctl(set_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

size_t PollSet::take(std::span<uint64_t> keys) {
  std::array<epoll_event, 64> events;
  const int most = static_cast<int>(std::min(events.size(), keys.size()));
  const int ready = ::epoll_wait(set_.get(), events.data(), most, 0);
  for (int i = 0; i < ready; ++i)
    keys[static_cast<size_t>(i)] = events[static_cast<size_t>(i)].data.u64;
  return ready > 0 ? static_cast<size_t>(ready) : 0;
}

}  // namespace spamweir::os
