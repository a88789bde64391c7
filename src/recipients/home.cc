#include "recipients/home.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace spamweir::recipients {
namespace {

// conf-patrn: qmail-local takes no instructions that everybody could have written.
constexpr mode_t kWritableByOthers = S_IWOTH;

bool is_not_there(int error_number) {
  return error_number == ENOENT || error_number == ENOTDIR || error_number == ENAMETOOLONG ||
         error_number == ELOOP || error_number == ENXIO || error_number == ENODEV;
}

bool is_out_of_means(int error_number) {
  return error_number == EMFILE || error_number == ENFILE || error_number == ENOMEM ||
         error_number == EINTR;
}

// All of it, up to what may be too much by one byte. False on an error.
bool read_all(int fd, std::string& text) {
  char block[4096];
  while (text.size() <= Home::kMaxDotQmail) {
    const ssize_t got = read(fd, block, sizeof block);
    if (got < 0) return false;
    if (got == 0) break;
    text.append(block, static_cast<size_t>(got));
  }
  return true;
}

}  // namespace

Home::Home(const std::string& path, bool has_their_rights)
    : denied_(has_their_rights ? Answer::unavailable : Answer::cant_say),
      usable_(Answer::unavailable) {
  if (!path.starts_with('/')) return;
  directory_ = os::Descriptor(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  struct stat facts;
  if (!directory_.is_open() || fstat(directory_.get(), &facts) != 0) {
    usable_ = failure();
    return;
  }
  usable_ = access(".", X_OK);
  if (usable_ != Answer::valid) return;
  if ((facts.st_mode & (kWritableByOthers | S_ISVTX)) != 0) usable_ = Answer::unavailable;
}

Answer Home::failure() const {
  if (is_out_of_means(errno)) return Answer::cant_say;
  return errno == EACCES || errno == EPERM ? denied_ : Answer::unavailable;
}

std::optional<Home::DotQmail> Home::dot_qmail(const std::string& name) const {
  DotQmail found;
  // Like qmail-local itself, which does not wait for the other end of a pipe.
  const os::Descriptor file(
      openat(directory_.get(), name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat facts;
  if (!file.is_open() || fstat(file.get(), &facts) != 0) {
    if (is_not_there(errno)) return std::nullopt;
    found.usable = failure();
    return found;
  }
  if (!S_ISREG(facts.st_mode)) return std::nullopt;
  if ((facts.st_mode & kWritableByOthers) != 0) {
    found.usable = Answer::unavailable;
    return found;
  }
  found.forwards_only = (facts.st_mode & S_IXUSR) != 0;
  if (!read_all(file.get(), found.text)) found.usable = failure();
  if (found.text.size() > kMaxDotQmail) found.usable = Answer::cant_say;
  return found;
}

Answer Home::access(const std::string& name, int mode) const {
  if (faccessat(directory_.get(), name.c_str(), mode, AT_EACCESS) == 0) return Answer::valid;
  return failure();
}

Answer Home::directory(const std::string& name, int mode) const {
  struct stat facts;
  if (fstatat(directory_.get(), name.c_str(), &facts, 0) != 0) return failure();
  return S_ISDIR(facts.st_mode) ? access(name, mode) : Answer::unavailable;
}

Answer Home::mbox(const std::string& name) const {
  struct stat facts;
  if (fstatat(directory_.get(), name.c_str(), &facts, 0) == 0) {
    return S_ISREG(facts.st_mode) || S_ISCHR(facts.st_mode) ? access(name, W_OK)
                                                            : Answer::unavailable;
  }
  return errno == ENOENT ? new_mbox(name) : failure();
}

// qmail-local makes a mailbox that is missing.
Answer Home::new_mbox(const std::string& name) const {
  struct stat facts;
  // A link that leads nowhere: the mailbox would be made there.
  if (fstatat(directory_.get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0) {
    return Answer::cant_say;
  }
  const size_t slash = name.rfind('/');
  return directory(slash == std::string::npos ? "." : name.substr(0, slash + 1), W_OK | X_OK);
}

Answer Home::maildir(const std::string& name) const {
  for (const char* part : {"tmp", "new"}) {
    const Answer answer = directory(name + part, W_OK | X_OK);
    if (answer != Answer::valid) return answer;
  }
  return directory(name + "cur", F_OK);
}

Answer Home::program(const std::string& name) const {
  struct stat facts;
  if (fstatat(directory_.get(), name.c_str(), &facts, 0) != 0) return failure();
  return S_ISREG(facts.st_mode) ? access(name, X_OK) : Answer::unavailable;
}

bool Home::has_directory(const std::string& name) const {
  struct stat facts;
  return fstatat(directory_.get(), name.c_str(), &facts, 0) == 0 && S_ISDIR(facts.st_mode);
}

}  // namespace spamweir::recipients
