// What a tool prints: standard output in large pieces, complaints on standard error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spamweir::tools {

class Output {
 public:
  Output() = default;
  ~Output() { flush(); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void print(std::string_view text);
  void flush();
  // Something could not be written: nobody reads any more, or a disk is full.
  bool has_failed() const { return failed_; }

 private:
  std::string buffer_;
  bool failed_ = false;
};

// A line on standard error, behind the name of the program; a control character becomes `?`.
void complain(std::string_view program, std::string_view text);

// A complaint about an input: `SOURCE: can't be read (WHY)`.
std::string unreadable(std::string_view source, std::string_view why);

// `2026-11-20 21:48:16` UTC.
std::string time_text(int64_t secs);

// Text for a column: filled up with blanks to `width`, never cut.
std::string column(std::string_view text, size_t width);

}  // namespace spamweir::tools
