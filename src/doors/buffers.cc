#include "doors/buffers.h"

#include <cstring>

namespace spamweir::doors {

std::span<char> Inbox::room() {
  if (end_ == kSize && begin_ > 0) {
    std::memmove(storage_.get(), storage_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  return {storage_.get() + end_, kSize - end_};
}

void Inbox::used(size_t count) {
  begin_ += count;
  if (is_empty()) clear();
}

void Outbox::sent(size_t count) {
  sent_ += count;
  if (is_empty()) clear();
}

void Outbox::clear() {
  bytes_.clear();
  sent_ = 0;
}

}  // namespace spamweir::doors
