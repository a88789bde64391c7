#include "explain/log_line.h"

#include <array>
#include <cstddef>
#include <utility>

#include "base/hex.h"
#include "base/text.h"

namespace spamweir::explain {
namespace {

enum Field : size_t { from, to, origin_ip, origin_rdns, auth, encryption, reason };
constexpr std::array<std::string_view, 7> kNames = {
    "from:", "to:", "origin_ip:", "origin_rdns:", "auth:", "encryption:", "reason:"};
using Values = std::array<std::optional<std::string_view>, kNames.size()>;

// Takes log::field()'s escapes back.
std::string unescaped(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    const bool is_hex = rest.starts_with("\\x") && rest.size() >= 4;
    const std::optional<uint64_t> byte = is_hex ? parse_hex(rest.substr(2, 2)) : std::nullopt;
    if (rest.starts_with("\\\\")) {
      out += '\\';
      ++at;
    } else if (byte) {
      out += static_cast<char>(*byte);
      at += 3;
    } else {
      out += text[at];
    }
  }
  return out;
}

std::optional<std::string> known(std::optional<std::string_view> value) {
  if (!value || value->empty() || *value == "(unknown)") return std::nullopt;
  return unescaped(*value);
}

// The values by field, and in `code` the word before the first. No value has a blank in it, so what
// stands between two names is one word.
Values cut(std::string_view text, std::string_view& code) {
  Values values;
  std::string_view previous;
  size_t next = from;
  while (next < kNames.size()) {
    const std::string_view word = take_word(text);
    if (word.empty()) break;
    for (size_t field = next; field < kNames.size(); ++field) {
      if (word != kNames[field] || (next == from && field != from)) continue;
      if (field == from) code = previous;
      std::string_view rest = text;
      const std::string_view value = take_word(rest);
      const bool is_name = field + 1 < kNames.size() && value == kNames[field + 1];
      values[field] = is_name ? std::string_view() : value;
      next = field + 1;
      break;
    }
    previous = word;
  }
  return values;
}

}  // namespace

std::optional<LogLine> parse_log_line(std::string_view text) {
  std::string_view code;
  const Values values = cut(trim(text), code);
  if (!values[from] || !values[to] || !values[origin_ip]) return std::nullopt;
  LogLine line{std::string(code),          known(values[from]), {}, unescaped(*values[origin_ip]),
               known(values[origin_rdns]), known(values[auth])};
  if (const std::optional<std::string> address = known(values[to])) {
    line.recipients.push_back({line.code, *address});
  }
  return line;
}

}  // namespace spamweir::explain
