// Reading a whole small file, such as one of the configuration. Large lists are streamed elsewhere.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "os/input_file.h"

namespace spamweir::os {

struct FileContents {
  FileIdentity identity;
  std::string text;
};

// The contents of the regular file at `path`, symbolic links followed. Never blocks: a directory,
// pipe, socket or device is an error, and so is a file of more than `max_bytes`. The error text
// says why and leaves `path` to the caller.
Result<FileContents> read_file(const std::string& path, size_t max_bytes);

}  // namespace spamweir::os
