// The names that clients ask for (SNI, RFC 6066 3), and the files that have certificates for them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spamweir::tls {

// DIRECTORY/NAME.pem in small letters. Nothing for what is no host name: it must be made of
// letters, digits, `-` and `.`, have no empty label, and no label may begin with `-`. So no name
// leads out of the directory or to a hidden file.
std::optional<std::string> certificate_path(std::string_view directory, std::string_view name);

}  // namespace spamweir::tls
