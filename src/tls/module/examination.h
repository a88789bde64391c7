// What certificates say about themselves: names, dates, who signed them.
#pragma once

#include "tls/module/owned.h"

namespace spamweir::tls::module {

// False where no certificate can be read. The roots that OpenSSL trusts by default are read.
bool examine(Bytes pem, CertificateFacts& facts);

}  // namespace spamweir::tls::module
