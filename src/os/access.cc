#include "os/access.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/text.h"
#include "os/file.h"

namespace spamweir::os {
namespace {

// What exec looks through where there is no PATH (execvp(3)).
constexpr std::string_view kUsualPath = "/bin:/usr/bin";

Status check_program(const std::string& path) {
  const Result<FileKind> kind = kind_of_file(path);
  if (!kind.ok()) return Error{kind.error()};
  if (kind.value() == FileKind::missing) return Error{std::strerror(ENOENT)};
  if (kind.value() != FileKind::regular) return Error{"it is no file"};
  return check_access(path, kMayRun);
}

}  // namespace

Status check_access(const std::string& path, unsigned wanted) {
  const int mode = ((wanted & kMayRead) != 0 ? R_OK : 0) | ((wanted & kMayWrite) != 0 ? W_OK : 0) |
                   ((wanted & kMayRun) != 0 ? X_OK : 0);
  if (faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0) return {};
  return Error{std::strerror(errno)};
}

bool is_open_to_everybody(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && (status.st_mode & S_IRWXO) != 0;
}

Result<std::string> find_program(std::string_view name) {
  if (name.find('/') != std::string_view::npos) {
    std::string path(name);
    const Status usable = check_program(path);
    if (!usable.ok()) return Error{usable.error()};
    return path;
  }
  const char* const variable = std::getenv("PATH");
  const std::string_view directories = variable != nullptr ? variable : kUsualPath;
  for (const std::string_view directory : split(directories, ':')) {
    std::string path = concat(directory.empty() ? "." : directory, "/", name);
    if (check_program(path).ok()) return path;
  }
  return Error{concat("PATH (", directories, ") leads to no such program")};
}

bool is_terminal(int fd) { return isatty(fd) == 1; }

}  // namespace spamweir::os
