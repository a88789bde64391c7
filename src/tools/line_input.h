// Lines of a descriptor that may be a pipe, such as standard input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "os/directory.h"

namespace spamweir::tools {

// What complaints call descriptor 0.
inline constexpr std::string_view kStandardInput = "standard input";

class LineInput {
 public:
  // A longer line comes in pieces.
  static constexpr size_t kMaxLine = 64 * 1024;

  explicit LineInput(int fd) : fd_(fd) {}

  // The next line without its end (LF or CRLF), valid until the next call. False at the end, and
  // where nothing more can be read: status() tells.
  bool next(std::string_view& line);
  // The same where a line is something as a whole: of a longer one the first piece is given, and
  // the others are passed over; one that an error cut is not given.
  bool next_beginning(std::string_view& line);
  // The line given last with its end, byte for byte, valid as long as that one.
  std::string_view raw() const { return raw_; }
  // Whether what was given last is the beginning of a line.
  bool begins_line() const { return begins_line_; }
  // Of the line given last, from 1.
  uint64_t number() const { return number_; }
  // Why no more could be read; ok() where the input has simply ended, or goes on.
  os::SystemStatus status() const { return status_; }

 private:
  bool refill();

  int fd_;
  std::string buffer_;
  std::string_view raw_;
  size_t at_ = 0;
  bool at_end_ = false;
  os::SystemStatus status_;
  bool begins_line_ = true;
  bool ends_line_ = true;
  uint64_t number_ = 0;
};

}  // namespace spamweir::tools
