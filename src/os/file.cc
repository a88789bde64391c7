#include "os/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "os/descriptor.h"

namespace spamweir::os {

namespace {

Error system_error(std::string_view doing) { return Error{concat(doing, ": ", strerror(errno))}; }

Error not_regular(mode_t mode) {
  if (S_ISDIR(mode)) return Error{"it is a directory, not a file"};
  return Error{"it is a pipe, socket or device, not a regular file"};
}

Error too_large(size_t max_bytes) {
  return Error{concat("it has more than ", to_text(max_bytes), " bytes")};
}

// Appends what is left of the file; one byte more than `max_bytes` is enough to know that it is too
// large. A file of the size that was reserved for takes two reads, and no memory beyond it is
// touched.
Status read_rest(int descriptor, size_t max_bytes, std::string& text) {
  constexpr size_t kBlock = 4096;
  for (;;) {
    const size_t before = text.size();
    const size_t room = std::max(text.capacity() - before, kBlock);
    text.resize(before + std::min(room, max_bytes - before + 1));
    const ssize_t got = read(descriptor, text.data() + before, text.size() - before);
    text.resize(before + static_cast<size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno != EINTR) return system_error("it can't be read");
    if (text.size() > max_bytes) return too_large(max_bytes);
    if (got == 0) return {};
  }
}

}  // namespace

Result<FileContents> read_file(const std::string& path, size_t max_bytes) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!file.is_open()) return system_error("it can't be opened");
  struct stat about = {};
  if (fstat(file.get(), &about) != 0) return system_error("it can't be examined");
  if (!S_ISREG(about.st_mode)) return not_regular(about.st_mode);

  FileContents contents{{about.st_dev, about.st_ino}, {}};
  contents.text.reserve(std::min(static_cast<size_t>(about.st_size), max_bytes) + 1);
  if (Status status = read_rest(file.get(), max_bytes, contents.text); !status.ok()) {
    return Error{status.error()};
  }
  return contents;
}

}  // namespace spamweir::os
