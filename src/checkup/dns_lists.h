// Whether lists that are kept in DNS are alive: RFC 5782 5 wants 127.0.0.2 listed and 127.0.0.1
// not, and among names TEST and not INVALID.
#pragma once

#include "checkup/examination.h"

namespace spamweir::checkup {

// Warnings at most: a list may be down just now, and not all keep to the RFC.
void check_dns_lists(Examination& examination);

}  // namespace spamweir::checkup
