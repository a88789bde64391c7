// Preloaded into a program, it makes one of the program's system calls on a directory tree fail.
//
//   TREE_FAULTS_ROOT   the tree: calls on paths below it, and on descriptors opened there, count
//   TREE_FAULTS_AT     the number of the call that fails, from 1; 0: none
//   TREE_FAULTS_ERRNO  what it fails with
//   TREE_FAULTS_LOG    a file that gets the name of each call that counts, a line each
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>

namespace {

constexpr int kMostDescriptors = 1024;
bool is_of_tree[kMostDescriptors];
long calls = 0;

using Syscall = long (*)(long, ...);

Syscall real() {
  static const auto function = reinterpret_cast<Syscall>(dlsym(RTLD_NEXT, "syscall"));
  return function;
}

long number_in(const char* name) {
  const char* text = getenv(name);
  return text != nullptr ? std::strtol(text, nullptr, 10) : 0;
}

bool is_below_root(const char* path) {
  const char* root = getenv("TREE_FAULTS_ROOT");
  return root != nullptr && std::strncmp(path, root, std::strlen(root)) == 0;
}

bool is_tracked(int fd) { return fd >= 0 && fd < kMostDescriptors && is_of_tree[fd]; }

bool concerns(int directory, const char* path) {
  return path[0] == '/' ? is_below_root(path) : is_tracked(directory);
}

void note(const char* name) {
  const char* path = getenv("TREE_FAULTS_LOG");
  if (path == nullptr) return;
  const long fd = real()(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  real()(SYS_write, fd, name, std::strlen(name));
  real()(SYS_write, fd, "\n", 1L);
  real()(SYS_close, fd);
}

// Whether the call, one of those that count, is the one to fail; errno is set then.
bool fails(const char* name) {
  note(name);
  if (++calls != number_in("TREE_FAULTS_AT")) return false;
  errno = static_cast<int>(number_in("TREE_FAULTS_ERRNO"));
  return true;
}

int tracked(long fd) {
  if (fd >= 0 && fd < kMostDescriptors) is_of_tree[fd] = true;
  return static_cast<int>(fd);
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const unsigned mode = va_arg(arguments, unsigned);
  va_end(arguments);
  const bool counts = is_below_root(path);
  if (counts && fails("open")) return -1;
  const long fd = real()(SYS_openat, AT_FDCWD, path, flags, mode);
  return counts ? tracked(fd) : static_cast<int>(fd);
}

int openat(int directory, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const unsigned mode = va_arg(arguments, unsigned);
  va_end(arguments);
  const bool counts = concerns(directory, path);
  if (counts && fails("openat")) return -1;
  const long fd = real()(SYS_openat, directory, path, flags, mode);
  return counts ? tracked(fd) : static_cast<int>(fd);
}

long syscall(long number, ...) noexcept {
  long a[6];
  va_list arguments;
  va_start(arguments, number);
  for (long& each : a) each = va_arg(arguments, long);
  va_end(arguments);
  const char* path;
  std::memcpy(&path, &a[1], sizeof path);
  const bool counts = number == SYS_openat2 && concerns(static_cast<int>(a[0]), path);
  if (counts && fails("openat2")) return -1;
  const long result = real()(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  return counts ? tracked(result) : result;
}

int mkdir(const char* path, mode_t mode) noexcept {
  if (is_below_root(path) && fails("mkdir")) return -1;
  return static_cast<int>(real()(SYS_mkdirat, AT_FDCWD, path, mode));
}

int mkdirat(int directory, const char* path, mode_t mode) noexcept {
  if (concerns(directory, path) && fails("mkdirat")) return -1;
  return static_cast<int>(real()(SYS_mkdirat, directory, path, mode));
}

int fstat(int fd, struct stat* status) noexcept {
  if (is_tracked(fd) && fails("fstat")) return -1;
  return static_cast<int>(real()(SYS_fstat, fd, status));
}

int fstatat(int directory, const char* path, struct stat* status, int flags) noexcept {
  if (concerns(directory, path) && fails("fstatat")) return -1;
  return static_cast<int>(real()(SYS_newfstatat, directory, path, status, flags));
}

int futimens(int fd, const struct timespec times[2]) noexcept {
  if (is_tracked(fd) && fails("futimens")) return -1;
  return static_cast<int>(real()(SYS_utimensat, fd, nullptr, times, 0));
}

int ftruncate(int fd, off_t size) noexcept {
  if (is_tracked(fd) && fails("ftruncate")) return -1;
  return static_cast<int>(real()(SYS_ftruncate, fd, size));
}

int renameat(int from, const char* name, int to, const char* new_name) noexcept {
  if (concerns(from, name) && fails("renameat")) return -1;
  return static_cast<int>(real()(SYS_renameat2, from, name, to, new_name, 0L));
}

ssize_t pread(int fd, void* buffer, size_t size, off_t offset) {
  if (is_tracked(fd) && fails("pread")) return -1;
  return real()(SYS_pread64, fd, buffer, size, offset);
}

ssize_t write(int fd, const void* bytes, size_t size) {
  if (is_tracked(fd) && fails("write")) return -1;
  return real()(SYS_write, fd, bytes, size);
}

// As the system does it, the descriptor is closed in any case.
int close(int fd) {
  const bool fault = is_tracked(fd) && fails("close");
  const int error = errno;
  if (fd >= 0 && fd < kMostDescriptors) is_of_tree[fd] = false;
  const long result = real()(SYS_close, fd);
  if (!fault) return static_cast<int>(result);
  errno = error;
  return -1;
}

}  // extern "C"
