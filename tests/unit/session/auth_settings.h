// What the tests of AUTH in sessions have in common.
#pragma once

#include <string_view>
#include <utility>

#include "config/settings.h"

namespace spamweir::testing {

// joe, with the password hunter2.
inline constexpr std::string_view kPlain = "AUTH PLAIN AGpvZQBodW50ZXIy\r\n";
inline constexpr std::string_view kRelayed = "MAIL FROM:<a@b.test>\r\nRCPT TO:<z@far.test>\r\n";

inline config::Settings at_level(config::AuthLevel level) {
  config::Settings settings;
  settings.smtp_auth_level = level;
  settings.auth.commands = {"/bin/checkpassword"};
  return settings;
}

inline config::Settings always() { return at_level(config::AuthLevel::always); }

inline config::Settings with_tls(config::Settings settings) {
  settings.tls.certificate_files = {"a certificate"};
  return settings;
}

}  // namespace spamweir::testing
