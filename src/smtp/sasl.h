// Who authenticates, read from the lines of an AUTH dialogue with a server (RFC 4954, RFC 4616,
// RFC 2195). Whether the password is right is the server's to say.
#pragma once

#include <string>
#include <string_view>

namespace spamweir::smtp {

// Follows one AUTH dialogue from the client's side.
class AuthObserver {
 public:
  // The argument of the AUTH command: the mechanism and, maybe, an initial response.
  explicit AuthObserver(std::string_view argument);

  // A line that the client sent in answer to a 334.
  void client_line(std::string_view line);

  // The user name, empty while it is unknown or where the mechanism hides it.
  const std::string& user() const { return user_; }
  // The client has said who it is in a way that can't be read here; a server may be less strict.
  // Nor can it be where there are more responses than the mechanism has: some server did not look
  // at the first of them.
  bool hides_user() const { return responses_ > 0 && user_.empty(); }

 private:
  std::string mechanism_;  // upper or lower case as given
  int responses_ = 0;
  std::string user_;
};

}  // namespace spamweir::smtp
