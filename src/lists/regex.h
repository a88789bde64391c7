// A POSIX extended regular expression (regex(7)), case-insensitive, as a value with an owner.
#pragma once

#include <regex.h>

#include <string>

namespace spamweir::lists {

class Regex {
 public:
  explicit Regex(const std::string& pattern);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  bool ok() const { return error_ == 0; }
  // What is wrong with the pattern, where ok() is false: "Unmatched ( or \(".
  std::string problem() const;
  // Whether it is found anywhere in the text, of which only what stands before a NUL is looked at.
  // Only where ok().
  bool found_in(const std::string& text) const;

 private:
  regex_t compiled_;
  int error_;
};

}  // namespace spamweir::lists
