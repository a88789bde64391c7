// The server's side of one AUTH dialogue: lines in, replies out. It knows no process, clock or
// descriptor, and does not judge what it was given: that is Checker's.
//
// RFC 4954 (AUTH), RFC 4616 (PLAIN), RFC 2195 (CRAM-MD5), draft-murchison-sasl-login (LOGIN).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/credentials.h"
#include "auth/mechanisms.h"
#include "config/settings.h"

namespace spamweir::auth {

class Exchange {
 public:
  // `argument` is what stands behind AUTH: the mechanism and, maybe, an initial response; it must
  // stay until begin() has returned. `challenge` is only for CRAM-MD5. `settings` has the words of
  // the replies and must outlive the object.
  Exchange(std::string_view argument, Mechanisms offered, std::string challenge,
           const config::Settings& settings);

  struct Step {
    enum class Kind {
      prompt,   // the client is asked on: give its next line to answer()
      check,    // credentials() are complete
      refused,  // over
    };
    Kind kind = Kind::refused;
    std::string reply = {};  // with its line end; empty for `check`
    // Of a refusal: failed_auth (no user name or password, or one user's name and another's
    // rights), unknown_auth (no such mechanism); nothing for what is no AUTH dialogue at all, and
    // for a client that gives up.
    std::optional<config::Rejection> rejection = {};
  };

  // The answer to the AUTH command itself; to be called once.
  Step begin();
  // To a line that the client sent in answer to a prompt, without its line end.
  Step answer(std::string_view line);

  const Credentials& credentials() const { return credentials_; }

 private:
  enum class Expected { message, password };  // of LOGIN the password, else the one response

  // To a response in base64, prompted or not.
  Step take_response(std::string_view response);
  Step take_message(std::string_view message);
  Step take_login(std::string_view message);
  Step take_plain(std::string_view message);
  Step take_cram_md5(std::string_view message);
  Step complete(std::string_view user, std::string_view secret);
  Step prompt() const;
  Step reject(config::Rejection rejection) const;

  std::string_view initial_response_;  // empty: none
  Mechanisms mechanism_;               // one of those offered, or 0
  bool is_syntax_error_;
  Expected expected_ = Expected::message;
  const config::Settings& settings_;
  Credentials credentials_;
};

}  // namespace spamweir::auth
