// Looks whether a graylist tree is one: every level what it must be, writable, with domains that
// are ours.
#pragma once

#include "checkup/value_checks.h"

namespace spamweir::checkup {

// Also true where the tree has flaws that stop nothing. A huge tree is looked at in part.
bool check_graylist_tree(const Value& value);

}  // namespace spamweir::checkup
