#include "doors/admission.h"

#include "base/text.h"
#include "os/privileges.h"

namespace spamweir::doors {
namespace {

using Kind = Hindrance::Kind;
using config::TlsLevel;

// False where the client speaks TLS and nobody can answer.
bool take_smtps(const os::Environment& environment, config::Settings& settings) {
  const std::string_view smtps = environment.get("SMTPS").value_or("");
  if (smtps.empty() || smtps == "0" || settings.tls_level == TlsLevel::smtps) return true;
  const bool has_certificate = !settings.tls.certificate_files.empty();
  if (settings.tls_level == TlsLevel::smtp && !has_certificate) {
    settings.server_speaks_smtps = true;
    return true;
  }
  const bool may_begin = settings.tls_level != TlsLevel::none && has_certificate;
  settings.tls_level = TlsLevel::smtps;
  return may_begin;
}

Kind kind_of_failure(const std::string& account) {
  return os::is_root() || !os::check_account(account).ok() ? Kind::account : Kind::rights;
}

}  // namespace

std::string Hindrance::text() const {
  return option.empty() ? reason : concat(option, ": ", reason);
}

std::vector<Hindrance> admit(const os::Environment& environment, config::Settings& settings) {
  std::vector<Hindrance> found;
  if (!settings.refuse_session.empty())
    found.push_back({Kind::option, {}, settings.refuse_session});
  if (!take_smtps(environment, settings)) {
    found.push_back({Kind::smtps,
                     {},
                     "SMTPS is set, so the client speaks TLS from the first byte, but tls-level "
                     "lets no TLS begin or no tls-certificate-file is given; give one, or take "
                     "SMTPS out of the environment"});
  }
  const std::string& account = settings.run_as_user;
  if (account.empty()) return found;
  const Status became = os::become_user(account);
  if (!became.ok()) {
    found.push_back({kind_of_failure(account), "run-as-user", became.error()});
  }
  return found;
}

bool may_speak_in_clear(const config::Settings& settings) {
  return settings.tls_level != TlsLevel::smtps && !settings.server_speaks_smtps;
}

}  // namespace spamweir::doors
