#include "os/shared_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "os/file.h"

namespace spamweir::os {
namespace {

constexpr mode_t kSharedDirectoryMode = 0777;
constexpr mode_t kSharedFileMode = 0666;

bool is_directory(const std::string& path) {
  const Result<FileKind> kind = kind_of_file(path);
  return kind.ok() && kind.value() == FileKind::directory;
}

}  // namespace

SystemStatus make_directories(const std::string& path) {
  for (size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (mkdir(part.c_str(), kSharedDirectoryMode) != 0) {
      const SystemStatus status = SystemStatus::of_errno();
      if (!is_directory(part)) return status;
    }
    if (end == std::string::npos) return {};
  }
}

SystemStatus make_empty_file(const std::string& path) {
  const Descriptor made(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kSharedFileMode));
  if (made.is_open()) return {};
  const SystemStatus status = SystemStatus::of_errno();
  if (!status.exists_already()) return status;
  const Result<FileKind> kind = kind_of_file(path);
  const bool serves = kind.ok() && kind.value() == FileKind::regular;
  return serves ? SystemStatus() : status;
}

}  // namespace spamweir::os
