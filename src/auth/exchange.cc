#include "auth/exchange.h"

#include <algorithm>
#include <utility>

#include "base/hex.h"
#include "base/text.h"
#include "smtp/base64.h"
#include "smtp/command.h"
#include "smtp/reply.h"
#include "smtp/reply_codes.h"

namespace spamweir::auth {
namespace {

using config::Rejection;
using Step = Exchange::Step;
using Kind = Exchange::Step::Kind;

constexpr int kGoOn = 334;
constexpr int kTooLong = smtp::kSyntaxError;

constexpr size_t kDigestDigits = 32;  // RFC 2195 2: MD5 in hex

Step refuse(int code, std::string_view text) {
  return {Kind::refused, smtp::format_reply(code, text)};
}

Step refuse_malformed() {
  return refuse(smtp::kBadArgument, "Refused. Authentication data is not valid.");
}

Step ask(std::string_view text) {
  return {Kind::prompt, smtp::format_reply(kGoOn, smtp::encode_base64(text))};
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

bool is_hex_digit(char c) { return hex_value(c) >= 0; }

bool is_digest(std::string_view text) {
  return text.size() == kDigestDigits && std::all_of(text.begin(), text.end(), is_hex_digit);
}

}  // namespace

Exchange::Exchange(std::string_view argument, Mechanisms offered, std::string challenge,
                   const config::Settings& settings)
    : settings_(settings) {
  const std::string_view words = trim(argument);
  const size_t blank = std::min(words.find_first_of(" \t"), words.size());
  initial_response_ = trim(words.substr(blank));
  mechanism_ = mechanism_called(words.substr(0, blank)) & offered;
  is_syntax_error_ = words.empty();
  if (mechanism_ == kCramMd5) credentials_.challenge = std::move(challenge);
}

Step Exchange::begin() {
  if (is_syntax_error_) return refuse(smtp::kBadArgument, "Refused. AUTH needs a mechanism.");
  if (mechanism_ == 0) return reject(Rejection::unknown_auth);
  if (initial_response_.empty()) return prompt();
  // RFC 4954 4: an initial response where the server speaks first.
  if (mechanism_ == kCramMd5) return refuse_malformed();
  // RFC 4954 4: how an empty one is written.
  const std::string_view response = initial_response_ == "=" ? "" : initial_response_;
  initial_response_ = {};
  return take_response(response);
}

Step Exchange::answer(std::string_view line) {
  if (line.size() + 2 > smtp::kMaxAuthLine) return refuse(kTooLong, "Line too long.");
  if (line == "*") return refuse(smtp::kBadArgument, "Authentication cancelled.");
  return take_response(line);
}

Step Exchange::take_response(std::string_view response) {
  std::optional<std::string> message = smtp::decode_base64(response);
  if (!message) return refuse_malformed();
  Step step = take_message(*message);
  wipe(*message);
  return step;
}

Step Exchange::take_message(std::string_view message) {
  switch (mechanism_) {
    case kLogin:
      return take_login(message);
    case kPlain:
      return take_plain(message);
    default:
      return take_cram_md5(message);
  }
}

Step Exchange::take_login(std::string_view message) {
  if (expected_ == Expected::password) return complete(credentials_.user, message);
  if (has_control(message)) return refuse_malformed();
  credentials_.user = message;
  expected_ = Expected::password;
  return prompt();
}

// RFC 4616 2: [authorization identity] NUL authentication identity NUL password.
Step Exchange::take_plain(std::string_view message) {
  const size_t first = message.find('\0');
  if (first == std::string_view::npos) return refuse_malformed();
  const size_t second = message.find('\0', first + 1);
  if (second == std::string_view::npos) return refuse_malformed();
  const std::string_view acts_as = message.substr(0, first);
  const std::string_view user = message.substr(first + 1, second - first - 1);
  // Nobody has the rights of another.
  if (!acts_as.empty() && !equals_ignoring_case(acts_as, user)) {
    return reject(Rejection::failed_auth);
  }
  return complete(user, message.substr(second + 1));
}

// RFC 2195 2: user name, blank, digest. The name may have blanks.
Step Exchange::take_cram_md5(std::string_view message) {
  const size_t blank = message.rfind(' ');
  if (blank == std::string_view::npos) return refuse_malformed();
  const std::string_view digest = message.substr(blank + 1);
  if (!is_digest(digest)) return refuse_malformed();
  std::string secret = lower_case(digest);
  Step step = complete(message.substr(0, blank), secret);
  wipe(secret);
  return step;
}

// `user` may be the one that is held already. A NUL would end a field for the program that checks,
// and begin one of the client's own. Directories take an empty password for no login at all, and
// say yes (RFC 4513 5.1.2).
Step Exchange::complete(std::string_view user, std::string_view secret) {
  if (has_control(user) || secret.find('\0') != std::string_view::npos) return refuse_malformed();
  if (user.empty() || secret.empty()) return reject(Rejection::failed_auth);
  if (credentials_.user.empty()) credentials_.user = user;
  credentials_.secret = secret;
  return {Kind::check};
}

Step Exchange::prompt() const {
  switch (mechanism_) {
    case kLogin:
      return ask(expected_ == Expected::password ? "Password:" : "Username:");
    case kPlain:
      return ask("");
    default:
      return ask(credentials_.challenge);
  }
}

Step Exchange::reject(Rejection rejection) const {
  const int code = config::row_of(rejection).reply_code;
  return {Kind::refused, smtp::format_reply(code, settings_.text_of(rejection)), rejection};
}

}  // namespace spamweir::auth
