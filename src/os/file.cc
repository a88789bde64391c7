#include "os/file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"

namespace spamweir::os {
namespace {

// Appends what is left of the file; one byte more than `max_bytes` is enough to know that it is too
// large. A file of the size that was reserved for takes two reads, and no memory beyond it is
// touched.
void read_rest(InputFile& file, size_t max_bytes, std::string& text) {
  constexpr size_t kBlock = 4096;
  for (size_t got = 1; got > 0 && text.size() <= max_bytes;) {
    const size_t before = text.size();
    const size_t room = std::max(text.capacity() - before, kBlock);
    text.resize(before + std::min(room, max_bytes - before + 1));
    got = file.read(text.data() + before, text.size() - before);
    text.resize(before + got);
  }
}

}  // namespace

Result<FileContents> read_file(const std::string& path, size_t max_bytes) {
  InputFile file(path);
  FileContents contents{file.identity(), file.is_ours_alone(), {}};
  contents.text.reserve(std::min<size_t>(file.size(), max_bytes) + 1);
  read_rest(file, max_bytes, contents.text);
  if (file.readable() != Readable::yes) return Error{file.problem()};
  if (contents.text.size() > max_bytes) {
    return Error{concat("it has more than ", to_text(max_bytes), " bytes")};
  }
  return contents;
}

bool is_open_to_others(const std::string& path) {
  struct stat status;
  if (lstat(path.c_str(), &status) != 0) return true;
  if (status.st_uid != 0 && status.st_uid != geteuid()) return true;
  // Of a link nobody asks for its mode.
  return !S_ISLNK(status.st_mode) && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

Result<FileKind> kind_of_file(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) == 0) {
    if (S_ISREG(status.st_mode)) return FileKind::regular;
    return S_ISDIR(status.st_mode) ? FileKind::directory : FileKind::other;
  }
  if (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG) return FileKind::missing;
  return Error{strerror(errno)};
}

}  // namespace spamweir::os
