#include "os/directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace spamweir::os {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr mode_t kDirectoryMode = 0700;
constexpr int kHold = O_PATH | O_DIRECTORY | O_CLOEXEC;
constexpr int kFile = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
constexpr int kToRead = kFile | O_RDONLY;
constexpr int kToChange = kFile | O_RDWR | O_APPEND;
constexpr int kAsWeAre = AT_EACCESS | AT_SYMLINK_NOFOLLOW;
constexpr size_t kReadBlock = 32 * 1024;
// Of a directory: its head, 255 bytes and what fills it up.
constexpr size_t kLongestRecord = 512;

SystemStatus status_of(int result) {
  return result < 0 ? SystemStatus::of_errno() : SystemStatus();
}

// Repeats what a signal has cut short.
template <typename Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

int open_at_once(int directory, const char* path, int flags) {
  open_how how{};
  how.flags = static_cast<uint64_t>(flags);
  how.mode = (flags & O_CREAT) != 0 ? kFileMode : 0;
  how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH;
  return static_cast<int>(
      uninterrupted([&] { return syscall(SYS_openat2, directory, path, &how, sizeof how); }));
}

int open_one(int directory, const char* name, int flags) {
  return uninterrupted([&] { return openat(directory, name, flags | O_NOFOLLOW, kFileMode); });
}

// For kernels before 5.6, and where a system call filter does not know openat2.
int open_step_by_step(int directory, const std::string& path, int flags) {
  Descriptor held;
  size_t start = 0;
  for (size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', start)) {
    const std::string name = path.substr(start, slash - start);
    Descriptor next(open_one(held.is_open() ? held.get() : directory, name.c_str(), kHold));
    if (!next.is_open()) return -1;
    held = std::move(next);
    start = slash + 1;
  }
  return open_one(held.is_open() ? held.get() : directory, path.c_str() + start, flags);
}

int open_beneath(int directory, const std::string& path, int flags) {
  const int fd = open_at_once(directory, path.c_str(), flags);
  const bool unknown = fd < 0 && (errno == ENOSYS || errno == EPERM);
  return unknown ? open_step_by_step(directory, path, flags) : fd;
}

SystemStatus take(int fd, Descriptor& into) {
  if (fd < 0) return SystemStatus::of_errno();
  into = Descriptor(fd);
  return {};
}

FileFacts facts_of(const struct stat& status) {
  FileFacts facts;
  if (S_ISREG(status.st_mode)) facts.type = FileFacts::Type::file;
  if (S_ISDIR(status.st_mode)) facts.type = FileFacts::Type::directory;
  facts.size = static_cast<uint64_t>(status.st_size);
  facts.modified_secs = status.st_mtim.tv_sec;
  return facts;
}

// The name is given back whatever close says: Linux closes in any case.
SystemStatus close_descriptor(Descriptor& descriptor) {
  if (!descriptor.is_open()) return {};
  const int result = ::close(descriptor.release());
  return result < 0 && errno != EINTR ? SystemStatus::of_errno() : SystemStatus();
}

DirectoryReader::Type type_of(unsigned char type) {
  switch (type) {
    case DT_REG:
      return DirectoryReader::Type::file;
    case DT_DIR:
      return DirectoryReader::Type::directory;
    case DT_UNKNOWN:
      return DirectoryReader::Type::unknown;
    default:
      return DirectoryReader::Type::other;
  }
}

bool is_dots(const char* name) {
  return std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0;
}

}  // namespace

SystemStatus SystemStatus::of_errno() { return SystemStatus(errno); }

bool SystemStatus::is_missing() const { return error_number_ == ENOENT; }
bool SystemStatus::exists_already() const { return error_number_ == EEXIST; }
bool SystemStatus::is_wrong_type() const {
  return error_number_ == ENOTDIR || error_number_ == EISDIR || error_number_ == ELOOP ||
         error_number_ == EEXIST || error_number_ == ENXIO;
}
bool SystemStatus::is_full() const { return error_number_ == ENOSPC || error_number_ == EDQUOT; }
bool SystemStatus::is_read_only() const { return error_number_ == EROFS; }
bool SystemStatus::lacks_permission() const {
  return error_number_ == EACCES || error_number_ == EPERM;
}
bool SystemStatus::lacks_descriptors() const {
  return error_number_ == EMFILE || error_number_ == ENFILE;
}
std::string SystemStatus::text() const { return std::strerror(error_number_); }

SystemStatus TreeFile::facts(FileFacts& facts) const {
  struct stat status;
  if (fstat(descriptor_.get(), &status) != 0) return SystemStatus::of_errno();
  facts = facts_of(status);
  return {};
}

SystemStatus TreeFile::read(size_t most, std::string& content) const {
  content.resize(most);
  const ssize_t got =
      uninterrupted([&] { return pread(descriptor_.get(), content.data(), most, 0); });
  content.resize(got < 0 ? 0 : static_cast<size_t>(got));
  return got < 0 ? SystemStatus::of_errno() : SystemStatus();
}

SystemStatus TreeFile::append(std::string_view bytes) const {
  const ssize_t written =
      uninterrupted([&] { return ::write(descriptor_.get(), bytes.data(), bytes.size()); });
  if (written < 0) return SystemStatus::of_errno();
  if (static_cast<size_t>(written) == bytes.size()) return {};
  // The disk was full in the middle. Nobody else appends while we hold the lock.
  struct stat status;
  const bool undone =
      fstat(descriptor_.get(), &status) == 0 &&
      ftruncate(descriptor_.get(), status.st_size - static_cast<off_t>(written)) == 0;
  return undone ? SystemStatus(ENOSPC) : SystemStatus::of_errno();
}

SystemStatus TreeFile::empty() const {
  return status_of(uninterrupted([&] { return ftruncate(descriptor_.get(), 0); }));
}

SystemStatus TreeFile::set_modified(int64_t secs) const {
  timespec times[2] = {};
  times[0].tv_nsec = UTIME_OMIT;
  times[1].tv_sec = static_cast<time_t>(secs);
  return status_of(futimens(descriptor_.get(), times));
}

bool TreeFile::try_lock() const {
  return flock(descriptor_.get(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

SystemStatus TreeFile::settled_facts(FileFacts& settled, bool& locked) const {
  const bool held = flock(descriptor_.get(), LOCK_SH | LOCK_NB) == 0;
  locked = !held && errno == EWOULDBLOCK;
  if (locked) return {};
  const SystemStatus status = facts(settled);
  if (held) flock(descriptor_.get(), LOCK_UN);
  return status;
}

SystemStatus TreeFile::close() { return close_descriptor(descriptor_); }

SystemStatus Directory::open(const std::string& path) {
  return take(uninterrupted([&] { return ::open(path.c_str(), kHold); }), descriptor_);
}

SystemStatus Directory::open_below(const Directory& parent, const std::string& path) {
  return take(open_beneath(parent.descriptor_.get(), path, kHold), descriptor_);
}

SystemStatus Directory::close() { return close_descriptor(descriptor_); }

SystemStatus Directory::open_file(const std::string& path, Access access, TreeFile& file) const {
  const int flags = access == Access::read ? kToRead : kToChange;
  return take(open_beneath(descriptor_.get(), path, flags), file.descriptor_);
}

SystemStatus Directory::create_file(const std::string& path, TreeFile& file) const {
  return take(open_beneath(descriptor_.get(), path, kToChange | O_CREAT | O_EXCL),
              file.descriptor_);
}

SystemStatus Directory::may_fill(const std::string& path) const {
  return status_of(faccessat(descriptor_.get(), path.c_str(), W_OK | X_OK, kAsWeAre));
}

SystemStatus Directory::may_change(const std::string& path) const {
  return status_of(faccessat(descriptor_.get(), path.c_str(), R_OK | W_OK, kAsWeAre));
}

SystemStatus Directory::make_directory(const std::string& name) const {
  return status_of(mkdirat(descriptor_.get(), name.c_str(), kDirectoryMode));
}

SystemStatus Directory::facts(const std::string& name, FileFacts& facts) const {
  struct stat status;
  if (fstatat(descriptor_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return SystemStatus::of_errno();
  }
  facts = facts_of(status);
  return {};
}

SystemStatus Directory::remove_file(const std::string& name) const {
  return status_of(unlinkat(descriptor_.get(), name.c_str(), 0));
}

SystemStatus Directory::remove_directory(const std::string& name) const {
  return status_of(unlinkat(descriptor_.get(), name.c_str(), AT_REMOVEDIR));
}

SystemStatus Directory::move(const std::string& name, const Directory& to,
                             const std::string& new_name) const {
  return status_of(
      renameat(descriptor_.get(), name.c_str(), to.descriptor_.get(), new_name.c_str()));
}

SystemStatus make_directory(const std::string& path) {
  return status_of(mkdir(path.c_str(), kDirectoryMode));
}

DirectoryReader::DirectoryReader(const Directory& directory)
    : buffer_(std::make_unique_for_overwrite<char[]>(kReadBlock)) {
  status_ = take(open_one(directory.descriptor_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                 descriptor_);
}

std::optional<DirectoryReader::Item> DirectoryReader::next() {
  while (at_ < end_ || refill()) {
    const auto* entry = reinterpret_cast<const dirent64*>(buffer_.get() + at_);
    at_ += entry->d_reclen;
    if (!is_dots(entry->d_name)) return Item{entry->d_name, type_of(entry->d_type)};
  }
  return std::nullopt;
}

// A small directory is read to its end before anything is done in it: removing its names in between
// makes the file system go through it again.
bool DirectoryReader::refill() {
  at_ = 0;
  end_ = 0;
  while (status_.ok() && !at_end_ && kReadBlock - end_ >= kLongestRecord) {
    const ssize_t got = getdents64(descriptor_.get(), buffer_.get() + end_, kReadBlock - end_);
    if (got < 0) status_ = SystemStatus::of_errno();
    at_end_ = got <= 0;
    if (got > 0) end_ += static_cast<size_t>(got);
  }
  return end_ > 0;
}

}  // namespace spamweir::os
