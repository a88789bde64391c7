#include "os/input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace spamweir::os {
namespace {

bool is_ours_alone_by(const struct stat& status) {
  const bool ours = status.st_uid == 0 || status.st_uid == geteuid();
  return ours && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

}  // namespace

InputFile::InputFile(std::string path) : path_(std::move(path)) {
  do {
    descriptor_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  } while (descriptor_ < 0 && errno == EINTR);
  struct stat status;
  if (descriptor_ < 0 || fstat(descriptor_, &status) < 0) {
    fail(errno);
    return;
  }
  size_ = static_cast<uint64_t>(status.st_size);
  identity_ = {status.st_dev, status.st_ino};
  ours_alone_ = is_ours_alone_by(status);
  readable_by_all_ = (status.st_mode & S_IROTH) != 0;
  if (S_ISREG(status.st_mode)) return;
  readable_ = Readable::error;
  problem_ = S_ISDIR(status.st_mode) ? "it is a directory, not a file"
                                     : "it is a pipe, socket or device, not a regular file";
}

InputFile::~InputFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

size_t InputFile::read(char* buffer, size_t size) {
  if (readable_ != Readable::yes) return 0;
  for (;;) {
    const ssize_t got = ::read(descriptor_, buffer, size);
    if (got >= 0) return static_cast<size_t>(got);
    if (errno == EINTR) continue;
    fail(errno);
    return 0;
  }
}

bool InputFile::read_at(uint64_t offset, char* buffer, size_t size) {
  if (readable_ != Readable::yes || offset > INT64_MAX - size) return false;
  while (size > 0) {
    const ssize_t got = pread(descriptor_, buffer, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(errno);
    if (got <= 0) return false;
    buffer += got;
    size -= static_cast<size_t>(got);
    offset += static_cast<uint64_t>(got);
  }
  return true;
}

void InputFile::fail(int error_number) {
  readable_ = error_number == ENOENT ? Readable::missing : Readable::error;
  problem_ = strerror(error_number);
}

}  // namespace spamweir::os
