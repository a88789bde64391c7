// A directory held open, and what is done to the names below it. Whatever happens to the tree
// meanwhile (moved, removed, links put in the place of directories), nothing outside the directory
// that is held is touched.
//
// No symbolic link below a held directory is ever followed, in no part of a path; a path must have
// no `..` in it. Opening never waits: for a FIFO or a device neither.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "os/descriptor.h"

namespace spamweir::os {

// What the system said to one call: nothing, or why not.
class [[nodiscard]] SystemStatus {
 public:
  SystemStatus() = default;
  explicit SystemStatus(int error_number) : error_number_(error_number) {}
  // Of the call that failed last.
  static SystemStatus of_errno();

  bool ok() const { return error_number_ == 0; }
  bool is_missing() const;         // no such file or directory
  bool exists_already() const;     // what was to be made
  bool is_wrong_type() const;      // a file, a link or a directory where something else must be
  bool is_full() const;            // no space, no inodes, no quota
  bool is_read_only() const;       // the file system
  bool lacks_permission() const;   // for us
  bool lacks_descriptors() const;  // for us, or the system has no more
  // The system's words.
  std::string text() const;

 private:
  int error_number_ = 0;
};

// What a name stands for, without following a link.
struct FileFacts {
  enum class Type { file, directory, other };
  Type type = Type::other;
  uint64_t size = 0;
  int64_t modified_secs = 0;  // since 1970, UTC
};

// A regular file below a directory.
class TreeFile {
 public:
  bool is_open() const { return descriptor_.is_open(); }
  SystemStatus facts(FileFacts& facts) const;
  // What it holds from its beginning, up to `most` bytes.
  SystemStatus read(size_t most, std::string& content) const;
  // At the end, whatever others write at the same time, and all of it or nothing.
  SystemStatus append(std::string_view bytes) const;
  SystemStatus empty() const;
  SystemStatus set_modified(int64_t secs) const;
  // Until it is closed no other process gets the lock. False where another has it; a file system
  // that knows no locks gives it to everybody.
  bool try_lock() const;
  // The facts, at a moment when nobody has the lock. `locked`: another process has it, and there
  // are no facts; never so on a file system that knows no locks. Many may ask at once.
  SystemStatus settled_facts(FileFacts& facts, bool& locked) const;
  // Gives it back. An error of what was written may show only here.
  SystemStatus close();

 private:
  friend class Directory;
  Descriptor descriptor_;
};

class Directory {
 public:
  // A directory by its path, of which any part may be a link. Not yet there: is_missing().
  SystemStatus open(const std::string& path);
  // The same below a directory that is held.
  SystemStatus open_below(const Directory& parent, const std::string& path);
  bool is_open() const { return descriptor_.is_open(); }
  SystemStatus close();

  enum class Access {
    read,
    change,  // writing is at the end
  };
  SystemStatus open_file(const std::string& path, Access access, TreeFile& file) const;
  // Makes a file, mode 0600; exists_already() where anything has the name.
  SystemStatus create_file(const std::string& path, TreeFile& file) const;
  // Whether the kernel would let us make and remove names in the directory at `path`, or, of a
  // file, read and write it. Nothing is done for it.
  SystemStatus may_fill(const std::string& path) const;
  SystemStatus may_change(const std::string& path) const;
  // The following take one name, not a path.
  // Mode 0700.
  SystemStatus make_directory(const std::string& name) const;
  SystemStatus facts(const std::string& name, FileFacts& facts) const;
  SystemStatus remove_file(const std::string& name) const;
  SystemStatus remove_directory(const std::string& name) const;  // only if it is empty
  // What has the new name is replaced.
  SystemStatus move(const std::string& name, const Directory& to,
                    const std::string& new_name) const;

 private:
  friend class DirectoryReader;
  Descriptor descriptor_;
};

// Makes a directory, mode 0700, in one that is there.
SystemStatus make_directory(const std::string& path);

// The names in a directory, in no order, `.` and `..` left out.
class DirectoryReader {
 public:
  // What a name is, as far as the directory itself tells.
  enum class Type { file, directory, other, unknown };
  struct Item {
    std::string name;
    Type type = Type::unknown;
  };

  // `directory` must live longer.
  explicit DirectoryReader(const Directory& directory);
  SystemStatus status() const { return status_; }
  // The next one, or nothing at the end and after an error, which status() then has.
  std::optional<Item> next();

 private:
  bool refill();

  Descriptor descriptor_;
  SystemStatus status_;
  std::unique_ptr<char[]> buffer_;
  size_t at_ = 0;
  size_t end_ = 0;
  bool at_end_ = false;
};

}  // namespace spamweir::os
