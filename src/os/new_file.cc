#include "os/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace spamweir::os {

Result<NewFile> NewFile::create(const std::string& path) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW;
  Descriptor descriptor(::open(path.c_str(), kFlags, S_IRUSR | S_IWUSR));
  if (!descriptor.is_open()) return Error{strerror(errno)};
  return NewFile(std::move(descriptor));
}

Status NewFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Error{strerror(written < 0 ? errno : ENOSPC)};
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

}  // namespace spamweir::os
