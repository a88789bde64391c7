// Directories and files that other users are to find: with the rights that the umask leaves.
#pragma once

#include <string>

#include "os/directory.h"

namespace spamweir::os {

// Makes a directory and those above it, as far as they are missing.
SystemStatus make_directories(const std::string& path);

// Makes an empty file. A regular file that is there already stays as it is; is_missing() where the
// directory is, exists_already() where something else has the name.
SystemStatus make_empty_file(const std::string& path);

}  // namespace spamweir::os
