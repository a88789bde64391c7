#include "base/json.h"

#include "base/text.h"

namespace spamweir {
namespace {

void append_json_escape(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (is_control(c) || static_cast<unsigned char>(c) > 126) {
      append_json_escape(out, c);
    } else {
      out += c;
    }
  }
  return out += '"';
}

std::string json_number(int64_t number) {
  return number < 0 ? concat("-", to_text(-static_cast<uint64_t>(number)))
                    : to_text(static_cast<uint64_t>(number));
}

}  // namespace spamweir
