#include "smtp/sasl.h"

#include <cstdint>

#include "base/text.h"

namespace spamweir::smtp {
namespace {

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// RFC 4616 2: authorization identity NUL authentication identity NUL password.
std::string plain_user(std::string_view message) {
  const size_t first = message.find('\0');
  if (first == std::string_view::npos) return {};
  const size_t second = message.find('\0', first + 1);
  if (second == std::string_view::npos) return {};
  return std::string(message.substr(first + 1, second - first - 1));
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text.substr(0, text.size() - padding)) {
    const int value = base64_value(c);
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(value);
    if ((count += 6) < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xff);
  }
  return out;
}

AuthObserver::AuthObserver(std::string_view argument) {
  const size_t blank = argument.find_first_of(" \t");
  mechanism_ = std::string(argument.substr(0, blank));
  if (blank != std::string_view::npos) client_line(trim(argument.substr(blank)));
}

void AuthObserver::client_line(std::string_view line) {
  if (seen_response_) return;
  seen_response_ = true;
  const std::optional<std::string> response = decode_base64(line);
  if (!response) return;
  if (equals_ignoring_case(mechanism_, "PLAIN")) {
    user_ = plain_user(*response);
  } else if (equals_ignoring_case(mechanism_, "LOGIN")) {
    user_ = *response;
  } else if (equals_ignoring_case(mechanism_, "CRAM-MD5")) {
    user_ = response->substr(0, response->rfind(' '));
  }
}

}  // namespace spamweir::smtp
