// What a CRAM-MD5 client has to sign.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spamweir::auth {

// `<RANDOM.TIME@HOST>` (RFC 2195 2), not encoded. `random` must be a number that nobody can guess
// and that was never used before; `now` counts seconds since 1970. Bytes that no host name has
// become `_`; without a name it is `localhost`.
std::string make_challenge(uint64_t random, int64_t now, std::string_view host);

}  // namespace spamweir::auth
