// Files that belong to the running program and are no use without it: what only some runs of it
// need is kept out of what every connection loads.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace spamweir::os {

// The path of the companion `name`: in ../lib/spamweir beside the directory of the running program,
// which is where it lies both in the build tree and below an installation's prefix; beside the
// program itself where that is a companion; else where it was configured to be installed. The error
// names both places.
Result<std::string> find_companion(std::string_view name);

}  // namespace spamweir::os
