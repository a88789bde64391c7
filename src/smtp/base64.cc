#include "smtp/base64.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/text.h"

namespace spamweir::smtp {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

std::string_view without_padding(std::string_view text) {
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return text;
}

bool is_base64(std::string_view text) {
  const std::string_view digits = without_padding(text);
  return text.size() % 4 == 0 &&
         std::all_of(digits.begin(), digits.end(), [](char c) { return value_of(c) >= 0; });
}

}  // namespace

std::string encode_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view group = bytes.substr(at, 3);
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < group.size() ? static_cast<uint8_t>(group[i]) : 0);
    }
    for (size_t i = 0; i < 4; ++i) {
      out += i <= group.size() ? kAlphabet[bits >> (18 - 6 * i) & 63] : '=';
    }
  }
  return out;
}

// One object is returned everywhere, so that it is made where the caller has it: a text that is
// moved leaves its bytes behind.
std::optional<std::string> decode_base64(std::string_view text) {
  std::optional<std::string> out;
  if (!is_base64(text)) return out;
  out.emplace().reserve(text.size() / 4 * 3);
  uint32_t bits = 0;
  int count = 0;
  for (const char c : without_padding(text)) {
    bits = bits << 6 | static_cast<uint32_t>(value_of(c));
    if ((count += 6) < 8) continue;
    count -= 8;
    *out += static_cast<char>(bits >> count & 0xff);
  }
  return out;
}

}  // namespace spamweir::smtp
