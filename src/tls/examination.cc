#include "tls/examination.h"

#include "tls/module_loader.h"
#include "tls/secret.h"

namespace spamweir::tls {

Result<CertificateFacts> examine_certificate(const std::string& path) {
  const Result<SecretFile> file = read_secret(path, kMaxPem);
  if (!file.ok()) return Error{file.error()};
  const auto module = Module::load();
  if (!module.ok()) return Error{module.error()};
  const std::string_view pem = file.value().contents.view();
  module::CertificateFacts facts = {};
  if (module.value()->functions().examine({pem.data(), pem.size()}, &facts) == 0) {
    return Error{"it must be a certificate in PEM form"};
  }
  return CertificateFacts{facts.subject, facts.issuer, facts.begins_secs, facts.ends_secs,
                          facts.chain};
}

}  // namespace spamweir::tls
