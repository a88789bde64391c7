// Domain names as lists hold them. Case never matters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace spamweir::lists {

// RFC 1035 2.3.4, in text without the last dot.
constexpr size_t kMaxDomainName = 253;

// The dot that stands for the root is no difference.
constexpr std::string_view without_last_dot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

// Whether a list may hold this name, given without the last dot: labels of 1 to 63 bytes (RFC 1035
// 2.3.4), kMaxDomainName bytes at most, made of letters, digits, `-`, `_` and bytes above 127.
bool is_domain_name(std::string_view name);

// Whether `name` is the domain or below it. Neither has a last dot; an empty domain holds nothing.
bool is_within(std::string_view name, std::string_view domain);

// What makes million-line lists fast: one look at the end of a line tells whether it can name what
// ends otherwise.
class Ending {
 public:
  // Of a text in any case.
  explicit Ending(std::string_view text);

  // Whether a line that is longer than the look is wide ends in other bytes than the text does.
  // Such a line can't be the text; nor can the line without its first byte be the end of the text.
  bool differs(std::string_view line) const {
    return line.size() > kWidth && folded(line) != folded_;
  }

 private:
  static constexpr size_t kWidth = sizeof(uint64_t);
  // The last bytes, with upper and lower case alike (and some other bytes as well).
  static uint64_t folded(std::string_view text) {
    uint64_t last;
    std::memcpy(&last, text.data() + text.size() - kWidth, kWidth);
    return last | 0x2020202020202020;
  }

  uint64_t folded_ = 0;  // which no line has, if the text is shorter
};

}  // namespace spamweir::lists
