// The files that TLS needs: read, looked at for who can read them, and kept only as long as the
// module needs them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/settings.h"
#include "log/log.h"
#include "tls/module.h"
#include "tls/secret.h"

namespace spamweir::tls {

// What a message says of an option's file: `tls-certificate-file=/etc/x.pem`.
std::string subject_of(std::string_view option, std::string_view file);

// Warns where everybody can read a private key.
Result<Secret> read_pem(std::string_view option, const std::string& path, log::Log& log);

// Of tls-privatekey-password-file its first line, else tls-privatekey-password.
Result<Secret> read_password(const config::TlsSettings& settings, log::Log& log);

class CredentialFiles {
 public:
  // Fails at the first file that can't be read.
  static Result<CredentialFiles> read(const config::TlsSettings& settings, log::Log& log);

  // Borrows from this object, `settings` included; host is left empty.
  module::Configuration configuration(const config::TlsSettings& settings) const;
  // The module's problem with it, as an administrator needs it.
  static Error describe(const module::Problem& problem, const config::TlsSettings& settings);

  Secret take_password() { return std::move(password_); }

 private:
  Status read_all(const config::TlsSettings& settings, log::Log& log);
  void read_ticket_keys(const std::string& path, log::Log& log);
  void set_views();

  std::vector<Secret> certificates_, keys_;
  std::vector<module::Bytes> certificate_views_, key_views_;
  Secret password_, dh_parameters_, ticket_keys_;
};

}  // namespace spamweir::tls
