// The two lines that a session speaks on, and what else it asks of the world. A front door
// implements them; the session never sees a descriptor, a process or a clock.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "auth/credentials.h"
#include "base/result.h"

namespace spamweir::session {

// How long the connection has taken so far.
struct Times {
  std::chrono::milliseconds total{};
  // While the client had to wait for the filter itself: for facts, passwords, pauses, the greeting.
  std::chrono::milliseconds waited{};
  // While a question to DNS was under way, whether somebody waited for it or not.
  std::chrono::milliseconds dns{};
};

class Wires {
 public:
  virtual ~Wires() = default;

  // Bytes leave in the order given. The view need not outlive the call.
  virtual void to_client(std::string_view bytes) = 0;
  virtual void to_server(std::string_view bytes) = 0;

  // What was sent before still arrives; nothing is sent after. Closing twice is harmless.
  virtual void close_client() = 0;
  virtual void close_server() = 0;

  // Throws away what the client has sent up to now, read or not: it was said before a security
  // layer began (RFC 3207 5).
  virtual void discard_client_input() = 0;

  // From here on the client's side is encrypted; `last_words` are said in clear before. Then
  // Session::tls_established() or tls_failed() is called. After an error nothing was said and
  // nothing has changed; the words are for the log.
  virtual Status begin_tls(std::string_view last_words) = 0;

  // Session::take_check() is called with what comes of it, never from within. The credentials stay
  // until then.
  virtual void check_credentials(const auth::Credentials& credentials) = 0;
  // What a CRAM-MD5 client has to sign; empty where none can be made.
  virtual std::string make_challenge() = 0;
  // Session::pause_over() is called after that time.
  virtual void pause(std::chrono::seconds duration) = 0;
  // The client's bytes that are done with held a password: they are overwritten in memory.
  virtual void wipe_client_input() = 0;

  virtual Times times() const = 0;
};

}  // namespace spamweir::session
