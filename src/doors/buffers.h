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
  static constexpr size_t kSize = 64 * 1024;

  bool is_empty() const { return begin_ == end_; }
  bool is_full() const { return end_ - begin_ == kSize; }
  std::string_view bytes() const { return {storage_.get() + begin_, end_ - begin_}; }
  // Where to read to, never empty while the inbox is not full; filled() says how much of it was
  // used. May move bytes().
  std::span<char> room();
  void filled(size_t count) { end_ += count; }
  // The first `count` bytes are done with.
  void used(size_t count);
  void clear() { begin_ = end_ = 0; }

 private:
  // Not initialized: memory that no byte has reached costs nothing.
  std::unique_ptr<char[]> storage_ = std::make_unique_for_overwrite<char[]>(kSize);
  size_t begin_ = 0;
  size_t end_ = 0;
};

// Bytes that could not be written yet.
class Outbox {
 public:
  bool is_empty() const { return sent_ == bytes_.size(); }
  size_t size() const { return bytes_.size() - sent_; }
  std::string_view bytes() const { return std::string_view(bytes_).substr(sent_); }
  void append(std::string_view bytes) { bytes_.append(bytes); }
  // The first `count` bytes have left.
  void sent(size_t count);
  void clear();

 private:
  std::string bytes_;
  size_t sent_ = 0;
};

}  // namespace spamweir::doors
