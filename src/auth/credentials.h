// Who a client says it is, and what it proves that with.
#pragma once

#include <string>

#include "base/wipe.h"

namespace spamweir::auth {

// Neither copied nor moved, and overwritten when it goes: a secret stands in one place.
struct Credentials {
  Credentials() = default;
  ~Credentials() {
    wipe(user);
    wipe(secret);
  }
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;

  std::string user;       // without NUL and other control characters
  std::string secret;     // without NUL; for CRAM-MD5 the digest: 32 hex digits, lower case
  std::string challenge;  // for CRAM-MD5; else empty
};

}  // namespace spamweir::auth
