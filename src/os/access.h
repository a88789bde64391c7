// What this process may do with files: the kernel is asked, nobody reads mode bits for it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace spamweir::os {

enum Access : unsigned { kMayRead = 1, kMayWrite = 2, kMayRun = 4 };  // run: search a directory

// Whether the effective user may do all of `wanted` (bits of Access) with what is at `path`,
// symbolic links followed. The error text says why not and leaves `path` to the caller.
Status check_access(const std::string& path, unsigned wanted);

// Whether its mode lets users who are neither its owner nor of its group do anything with it. False
// where it can't be looked at.
bool is_open_to_everybody(const std::string& path);

// The file that exec would run for the first word of a command: itself where it has a slash, else
// the first of that name in PATH that may be run.
Result<std::string> find_program(std::string_view name);

bool is_terminal(int fd);

}  // namespace spamweir::os
