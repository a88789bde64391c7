// Asks every name server something harmless, and every DNS list about its test entries
// (RFC 5782 5). All questions are under way at once, so it takes a few seconds at most.
#pragma once

#include "checkup/examination.h"

namespace spamweir::checkup {

void check_name_servers(Examination& examination);

}  // namespace spamweir::checkup
