// Who authenticates, read from the lines of an AUTH dialogue (RFC 4954, RFC 4616, RFC 2195): for
// the log, never for a decision.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spamweir::smtp {

// RFC 4648 4, padding required. Nothing for anything else.
std::optional<std::string> decode_base64(std::string_view text);

// Follows one AUTH dialogue from the client's side.
class AuthObserver {
 public:
  // The argument of the AUTH command: the mechanism and, maybe, an initial response.
  explicit AuthObserver(std::string_view argument);

  // A line that the client sent in answer to a 334.
  void client_line(std::string_view line);

  // The user name, empty while it is unknown or where the mechanism hides it.
  const std::string& user() const { return user_; }

 private:
  std::string mechanism_;  // upper or lower case as given
  bool seen_response_ = false;
  std::string user_;
};

}  // namespace spamweir::smtp
