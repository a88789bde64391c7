// A POSIX extended regular expression (regex(7)), case-insensitive, as a value with an owner; and
// those that are looked for again and again.
#pragma once

#include <regex.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

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

// Keeps the first kMaxKept expressions that it is asked for, malformed ones too. No more, because
// each may take 100 kB when it has met many texts.
class RegexCache {
 public:
  static constexpr size_t kMaxKept = 64;

  // Valid until the next call.
  const Regex& get(std::string_view pattern);

 private:
  std::map<std::string, Regex, std::less<>> kept_;
  std::optional<Regex> not_kept_;
};

}  // namespace spamweir::lists
