#include "smtp/sasl.h"

#include <optional>

#include "base/text.h"
#include "base/wipe.h"
#include "smtp/base64.h"

namespace spamweir::smtp {
namespace {

// RFC 4616 2: authorization identity NUL authentication identity NUL password.
std::string plain_user(std::string_view message) {
  const size_t first = message.find('\0');
  if (first == std::string_view::npos) return {};
  const size_t second = message.find('\0', first + 1);
  if (second == std::string_view::npos) return {};
  return std::string(message.substr(first + 1, second - first - 1));
}

}  // namespace

AuthObserver::AuthObserver(std::string_view argument) {
  const size_t blank = argument.find_first_of(" \t");
  mechanism_ = std::string(argument.substr(0, blank));
  if (blank != std::string_view::npos) client_line(trim(argument.substr(blank)));
}

void AuthObserver::client_line(std::string_view line) {
  const int most = equals_ignoring_case(mechanism_, "LOGIN") ? 2 : 1;
  if (++responses_ > most) user_.clear();
  if (responses_ > 1) return;
  std::optional<std::string> response = decode_base64(line);
  if (!response) return;
  if (equals_ignoring_case(mechanism_, "PLAIN")) {
    user_ = plain_user(*response);
  } else if (equals_ignoring_case(mechanism_, "LOGIN")) {
    user_ = *response;
  } else if (equals_ignoring_case(mechanism_, "CRAM-MD5")) {
    user_ = response->substr(0, response->rfind(' '));
  }
  wipe(*response);
}

}  // namespace spamweir::smtp
