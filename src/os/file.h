// Reading a whole small file, such as one of the configuration, and asking what a path leads to.
// Large lists are streamed elsewhere.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "os/input_file.h"

namespace spamweir::os {

struct FileContents {
  FileIdentity identity;
  bool ours_alone = false;  // InputFile::is_ours_alone()
  std::string text;
};

// The contents of the regular file at `path`, symbolic links followed. Never blocks: a directory,
// pipe, socket or device is an error, and so is a file of more than `max_bytes`. The error text
// says why and leaves `path` to the caller.
Result<FileContents> read_file(const std::string& path, size_t max_bytes);

enum class FileKind { missing, regular, directory, other };

// Whether somebody who is neither root nor this process's user owns or can write what the last
// piece of `path` names (a symbolic link is not followed), or it can't be looked at.
bool is_open_to_others(const std::string& path);

// What `path` leads to, symbolic links followed: one system call, nothing is opened. Missing too
// where a name is longer than the file system allows, or a file stands in a directory's place. The
// error text says why it can't be known and leaves `path` to the caller.
Result<FileKind> kind_of_file(const std::string& path);

}  // namespace spamweir::os
