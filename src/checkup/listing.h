// The names in a directory, in order, so that two tests say the same.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "os/directory.h"

namespace spamweir::checkup {

// Adds at most so many that there are `most`.
os::SystemStatus list_directory(const std::string& path, size_t most,
                                std::vector<std::string>& names);

}  // namespace spamweir::checkup
