// Options that are each right and make no sense together.
#pragma once

#include "checkup/examination.h"

namespace spamweir::checkup {

void check_contradictions(Examination& examination);

}  // namespace spamweir::checkup
