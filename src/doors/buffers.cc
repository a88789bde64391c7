#include "doors/buffers.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/wipe.h"

namespace spamweir::doors {
namespace {

constexpr size_t kFirstSize = 1024;  // most replies and commands

}  // namespace

void Inbox::move_to_front() {
  std::memmove(storage_.get(), storage_.get() + begin_, size());
  end_ -= begin_;
  begin_ = 0;
}

std::span<char> Inbox::room() {
  if (end_ == kSize && begin_ > 0) move_to_front();
  return {storage_.get() + end_, kSize - end_};
}

void Inbox::filled(size_t count) {
  end_ += count;
  reached_ = std::max(reached_, end_);
}

void Inbox::append(std::string_view bytes) {
  if (bytes.size() > kSize - end_) move_to_front();
  std::memcpy(storage_.get() + end_, bytes.data(), bytes.size());
  filled(bytes.size());
}

void Inbox::used(size_t count) {
  begin_ += std::min(count, size());
  if (is_empty()) clear();
  if (std::exchange(wipes_again_, false)) wipe_free();
}

void Inbox::wipe_used() {
  wipe_free();
  wipes_again_ = true;
}

void Inbox::wipe_free() {
  wipe(std::span(storage_.get(), begin_));
  wipe(std::span(storage_.get() + end_, reached_ - end_));
  reached_ = end_;
}

// What was sent goes when there is no more room. A text that grows by itself would leave behind
// what may be a secret.
void Outbox::append(std::string_view bytes) {
  if (bytes_.size() + bytes.size() > bytes_.capacity()) {
    std::string fresh;
    fresh.reserve(std::max(kFirstSize, 2 * (size() + bytes.size())));
    fresh.append(this->bytes());
    wipe(bytes_);
    bytes_.swap(fresh);
    sent_ = 0;
  }
  bytes_.append(bytes);
}

void Outbox::sent(size_t count) {
  sent_ += count;
  if (is_empty()) clear();
}

void Outbox::clear() {
  if (std::exchange(holds_secret_, false)) wipe(bytes_);
  bytes_.clear();
  sent_ = 0;
}

void Outbox::wipe_when_empty() {
  holds_secret_ = true;
  if (is_empty()) clear();
}

}  // namespace spamweir::doors
