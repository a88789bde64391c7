// Channels as the tests of TLS open them.
#pragma once

#include <criterion/criterion.h>

#include <memory>
#include <string>
#include <utility>

#include "support/scratch.h"
#include "support/tls_client.h"
#include "tls/channel.h"

namespace spamweir::testing {

// All that the filter speaks.
inline constexpr int kVersions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

inline config::TlsSettings settings_with(std::string_view certificate) {
  config::TlsSettings settings;
  settings.certificate_files = {certificate_file(certificate)};
  return settings;
}

inline std::unique_ptr<tls::Channel> open_channel(const config::TlsSettings& settings,
                                                  log::Log& log) {
  auto channel = tls::Channel::open(settings, log);
  cr_assert(channel.ok(), "%s", channel.ok() ? "" : channel.error().c_str());
  return std::move(channel.value());
}

inline std::string error_of_opening(const config::TlsSettings& settings, log::Log& log) {
  const auto channel = tls::Channel::open(settings, log);
  return channel.ok() ? std::string() : channel.error();
}

// For tests that look at no line of it.
struct Opened {
  explicit Opened(const config::TlsSettings& settings = settings_with("ec.pem"))
      : channel(open_channel(settings, log)) {}
  log::Log log{"test", log::Level::none, 0};
  std::unique_ptr<tls::Channel> channel;
};

inline bool contains(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

}  // namespace spamweir::testing
