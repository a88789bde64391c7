// Whether sessions are served at all: what the front door asks before each, and who foretells
// sessions asks in the same words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "os/environment.h"

namespace spamweir::doors {

// Why no session can be served.
struct Hindrance {
  enum class Kind {
    option,   // Settings::refuse_session: one of the configuration's problems
    smtps,    // the client speaks TLS from the first byte, and none can begin
    account,  // there is no such user as run-as-user names, or root can't become him
    rights,   // this process is not root, and may not become him; who is may
  };
  Kind kind;
  std::string_view option;  // that it is about; empty: the reason names it
  std::string reason;

  // `OPTION: REASON`, for the log.
  std::string text() const;
};

// The last steps between a configuration and a session: takes SMTPS out of the environment into
// `settings`, and becomes the user of run-as-user. What stands in the way, in this order; empty:
// sessions are served.
//
// SMTPS says that the client speaks TLS from the first byte, as Plesk and ucspi-ssl set it.
// tls-level=smtp, or smtp-no-passthrough, then means smtps where there is a certificate; without
// one the server behind speaks TLS itself, where tls-level lets that pass.
std::vector<Hindrance> admit(const os::Environment& environment, config::Settings& settings);

// Whether a client that is refused is told so. Who speaks TLS is told nothing in clear.
bool may_speak_in_clear(const config::Settings& settings);

}  // namespace spamweir::doors
