// A text list of any length, read line by line in large blocks.
//
// Lines end in LF or CRLF, the last one may lack its end, and a UTF-8 byte order mark is passed
// over. The file is read and not mapped, so that an editor that cuts it short while it is read does
// no harm. Nothing is allocated per line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "lists/hit.h"
#include "log/log.h"
#include "os/input_file.h"

namespace spamweir::lists {

class ListFile {
 public:
  // A longer line is skipped with an ERROR.
  static constexpr size_t kMaxLine = 65536;
  // This many bytes behind every line that next() gives may be read (they mean nothing).
  static constexpr size_t kReadableBehindLine = 8;

  // `log` must live longer. Says nothing by itself when the file can't be opened: see readable()
  // and report_unreadable().
  ListFile(std::string path, log::Log& log);

  os::Readable readable() const { return file_.readable(); }
  const std::string& problem() const { return file_.problem(); }

  // The next line as it stands, without its line end; valid until the next call. False at the end,
  // and after a read error, which is then in readable().
  bool next(std::string_view& line);
  // The next line that is neither blank nor a comment (`#` first), without the blanks around it.
  bool next_entry(std::string_view& entry);
  // Of the line given last, from 1.
  uint64_t line_number() const { return line_number_; }

  // `FILE(LINE)` of the line given last.
  Hit hit() const;
  // One ERROR that names file and line, never their content: others than the administrator may own
  // the file. `problem` says what is wrong and what is allowed. After kMaxReports lines of one file
  // it says once that it stops.
  void report_line(std::string_view problem);
  // One ERROR where readable() is not yes, with the remedy. `option` is the one that named the
  // file, empty if none did.
  void report_unreadable(std::string_view option = {});

  static constexpr int kMaxReports = 10;

 private:
  static constexpr std::string_view kTooLong =
      "the line is longer than 65536 bytes; a list holds one entry a line";

  bool refill();
  void skip_byte_order_mark();
  bool skip_long_line();
  bool append_block();

  os::InputFile file_;
  log::Log& log_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_;
  char* at_ = nullptr;  // the unread bytes of buffer_: [at_, end_)
  char* end_ = nullptr;
  uint64_t line_number_ = 0;
  int reports_ = 0;
  bool at_start_ = true;
  bool at_end_ = false;
};

inline bool ListFile::next(std::string_view& line) {
  for (;;) {
    const size_t left = static_cast<size_t>(end_ - at_);
    const void* found = left == 0 ? nullptr : std::memchr(at_, '\n', left);
    if (found == nullptr) {
      if (!refill()) return false;
      continue;
    }
    const size_t size = static_cast<size_t>(static_cast<const char*>(found) - at_);
    line = std::string_view(at_, size);
    at_ += size + 1;
    ++line_number_;
    if (size > kMaxLine) {
      report_line(kTooLong);
      continue;
    }
    if (size > 0 && line[size - 1] == '\r') line.remove_suffix(1);
    return true;
  }
}

// One ERROR for an entry of the configuration that can't be used, with its place and option where
// the source knows them. `entry` must be one of the source's own; `problem` says what is wrong and
// what is allowed.
void report_entry(log::Log& log, const config::ListSource& source, const std::string& entry,
                  std::string_view problem);

}  // namespace spamweir::lists
