// What a certificate file says about itself, for those who check a configuration.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "tls/module.h"

namespace spamweir::tls {

struct CertificateFacts {
  std::string subject, issuer;  // RFC 2253; issuer: of the last certificate in the file
  int64_t begins_secs = 0;      // since 1970, of the certificate that begins last
  int64_t ends_secs = 0;        // of the one that ends first
  module::Chain chain = module::Chain::complete;
};

// Loads the module. The error says why the file can't be examined and leaves `path` to the caller.
Result<CertificateFacts> examine_certificate(const std::string& path);

}  // namespace spamweir::tls
