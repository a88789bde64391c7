// The two lines that a session speaks on. A front door implements them; the session never sees a
// descriptor.
#pragma once

#include <string_view>

namespace spamweir::session {

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
};

}  // namespace spamweir::session
