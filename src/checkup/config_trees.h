// Looks whether all that stands in a config-dir can ever be found and read.
#pragma once

#include "checkup/value_checks.h"

namespace spamweir::checkup {

// Walks through the tree (a huge one in part), says of each name that leads nowhere what is wrong
// with it, and reads every file as a session would.
bool check_config_tree(const Value& value);

}  // namespace spamweir::checkup
