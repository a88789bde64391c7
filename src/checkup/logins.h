// Tries the authentication commands with the user that config-test-smtpauth-username names.
#pragma once

#include "checkup/examination.h"

namespace spamweir::checkup {

// Each command by itself. Nothing where no user is given; takes as long as the commands take.
void check_logins(Examination& examination);

}  // namespace spamweir::checkup
