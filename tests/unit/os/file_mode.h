// The rights of a file as tests compare them.
#pragma once

#include <criterion/criterion.h>
#include <sys/stat.h>

#include <string>

namespace spamweir::testing {

inline mode_t mode_of(const std::string& path) {
  struct stat status;
  cr_assert(lstat(path.c_str(), &status) == 0, "%s", path.c_str());
  return status.st_mode & 07777;
}

}  // namespace spamweir::testing
