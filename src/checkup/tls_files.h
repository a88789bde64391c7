// Whether TLS can be had: certificates and keys are loaded as for a connection, and looked at for
// dates and chain.
#pragma once

#include "checkup/examination.h"

namespace spamweir::checkup {

// Nothing where the filter does no TLS of its own.
void check_tls(Examination& examination);

}  // namespace spamweir::checkup
