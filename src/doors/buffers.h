// Bytes on their way through a front door.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace spamweir::doors {

// Bytes that were read and not used yet, in one block of fixed size.
class Inbox {
 public:
  // Large, so that a body costs few system calls and wakes the server seldom.
  static constexpr size_t kSize = 256 * 1024;

  bool is_empty() const { return begin_ == end_; }
  size_t size() const { return end_ - begin_; }
  bool is_full() const { return size() == kSize; }
  std::string_view bytes() const { return {storage_.get() + begin_, end_ - begin_}; }
  // Where to read to, never empty while the inbox is not full; filled() says how much of it was
  // used. May move bytes().
  std::span<char> room();
  void filled(size_t count);
  // There must be room for them.
  void append(std::string_view bytes);
  // The first `count` bytes are done with; they may have been cleared already.
  void used(size_t count);
  void clear() { begin_ = end_ = 0; }
  // Overwrites what is done with, and what the next used() adds to that: it may hold a secret.
  void wipe_used();

 private:
  void move_to_front();
  void wipe_free();

  // Not initialized: memory that no byte has reached costs nothing.
  std::unique_ptr<char[]> storage_ = std::make_unique_for_overwrite<char[]>(kSize);
  size_t begin_ = 0;
  size_t end_ = 0;
  size_t reached_ = 0;  // the highest end_ since the storage was clean
  bool wipes_again_ = false;
};

// Bytes that could not be written yet.
class Outbox {
 public:
  bool is_empty() const { return sent_ == bytes_.size(); }
  size_t size() const { return bytes_.size() - sent_; }
  std::string_view bytes() const { return std::string_view(bytes_).substr(sent_); }
  // The memory that it takes, in bytes.
  size_t held() const { return bytes_.capacity(); }
  void append(std::string_view bytes);
  // The first `count` bytes have left.
  void sent(size_t count);
  void clear();
  // Has what left, or leaves next, overwritten once it is empty: it held a secret.
  void wipe_when_empty();

 private:
  bool holds_secret_ = false;
  std::string bytes_;
  size_t sent_ = 0;
};

}  // namespace spamweir::doors
