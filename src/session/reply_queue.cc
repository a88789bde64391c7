#include "session/reply_queue.h"

#include <algorithm>
#include <utility>

namespace spamweir::session {

std::string ReplyQueue::answer(std::string reply) {
  if (entries_.empty()) return reply;
  entries_.push_back({false, {}, std::move(reply)});
  return {};
}

bool ReplyQueue::awaits(Awaited awaited) const {
  return std::any_of(entries_.begin(), entries_.end(), [awaited](const Entry& entry) {
    return entry.from_server && entry.slot.awaited == awaited;
  });
}

Slot ReplyQueue::take_front() {
  Slot slot = std::move(entries_.front().slot);
  entries_.pop_front();
  return slot;
}

std::string ReplyQueue::take_ready_answers() {
  std::string ready;
  while (!entries_.empty() && !entries_.front().from_server) {
    ready += entries_.front().reply;
    entries_.pop_front();
  }
  return ready;
}

}  // namespace spamweir::session
