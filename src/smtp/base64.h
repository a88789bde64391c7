// Base64 as SASL uses it, RFC 4648 4 with its padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spamweir::smtp {

std::string encode_base64(std::string_view bytes);

// Nothing for what is no base64: a wrong length, another character, white space. What was decoded
// stands nowhere but in the result, which may be a secret.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace spamweir::smtp
