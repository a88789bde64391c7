// A regular file opened for reading only: what every reader of files starts from.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace spamweir::os {

// What became of the wish to read a file. Missing is apart because qmail gives it a meaning of its
// own.
enum class Readable { yes, missing, error };

// What makes a file the same file, whatever name or symbolic link led to it.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

// Owns the descriptor. Opening never waits: a FIFO, a device or a directory is an error.
class InputFile {
 public:
  explicit InputFile(std::string path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::string& path() const { return path_; }
  Readable readable() const { return readable_; }
  // Where readable() is not yes: why, for an ERROR line that already names the file ("Permission
  // denied").
  const std::string& problem() const { return problem_; }
  // In bytes, when it was opened. Files of /proc say 0 and hold more.
  uint64_t size() const { return size_; }
  const FileIdentity& identity() const { return identity_; }
  // Whether it belongs to root or to this process's user, and nobody else may write it.
  bool is_ours_alone() const { return ours_alone_; }
  // Whether its mode lets every user of the machine read it.
  bool is_readable_by_all() const { return readable_by_all_; }

  // For readers that take a descriptor; below 0 where there is no such file.
  int fd() const { return descriptor_; }

  // Up to `size` bytes from where the last read() ended; 0 at the end of the file. On an error 0
  // too, and readable() turns to error.
  size_t read(char* buffer, size_t size);
  // Exactly `size` bytes from `offset`, or false: the file ends before, or an error (readable()
  // tells).
  bool read_at(uint64_t offset, char* buffer, size_t size);

 private:
  void fail(int error_number);

  std::string path_;
  int descriptor_ = -1;
  Readable readable_ = Readable::yes;
  std::string problem_;
  uint64_t size_ = 0;
  FileIdentity identity_;
  bool ours_alone_ = false;
  bool readable_by_all_ = false;
};

}  // namespace spamweir::os
