// What a short command prints, for those who can wait for it.
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "os/environment.h"

namespace spamweir::os {

// Runs `command`, split as split_command() does, with no input, and gives the first line that it
// prints on standard output or error, without the line end, at most 1024 bytes of it. An error
// where it can't be started, does not end within `limit` (it is killed then), ends otherwise than
// with exit status 0, or prints nothing; the text leaves the command to the caller.
Result<std::string> first_line_of(const std::string& command, const Environment& environment,
                                  std::chrono::seconds limit);

}  // namespace spamweir::os
