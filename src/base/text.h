// Small text tools that every room may use. ASCII only and independent of the locale: SMTP verbs,
// domain names and option names are ASCII, and bytes above 127 compare as themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spamweir {

constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }
constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 32 || c == 127; }

std::string lower_case(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool starts_with_ignoring_case(std::string_view text, std::string_view beginning);
bool ends_with_ignoring_case(std::string_view text, std::string_view ending);

// Without the blanks (space, tab, CR, LF) at both ends.
std::string_view trim(std::string_view text);

// A whole decimal number without sign or blanks, 0 to UINT64_MAX; nothing for anything else.
std::optional<uint64_t> parse_number(std::string_view text);
std::string to_text(uint64_t number);

// Concatenation with one allocation: concat("a", b, "c").
std::string concat_pieces(const std::string_view* pieces, size_t count);
template <typename... Pieces>
std::string concat(const Pieces&... pieces) {
  const std::string_view list[] = {std::string_view(pieces)...};
  return concat_pieces(list, sizeof...(pieces));
}

// At most `most` bytes of it: what is longer is cut and ends with `...`.
std::string excerpt(std::string_view text, size_t most);

// The next word of `text`, which begins behind it then; empty where there is none. Blanks (space,
// tab) part words.
std::string_view take_word(std::string_view& text);

// The pieces between separators; empty pieces are kept ("a,,b" has three).
std::vector<std::string_view> split(std::string_view text, char separator);

// How many single-character edits turn a into b (Levenshtein): finds the option that a typo meant.
size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace spamweir
