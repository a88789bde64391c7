#include "os/account.h"

#include <pwd.h>
#include <stdio.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace spamweir::os {
namespace {

struct Close {
  void operator()(FILE* file) const { fclose(file); }
};
using OpenFile = std::unique_ptr<FILE, Close>;

Account account_of(const passwd& entry) { return {{entry.pw_uid, entry.pw_gid}, entry.pw_dir}; }

Result<std::optional<Account>> find_in_file(const std::string& name, const std::string& path) {
  const OpenFile file(fopen(path.c_str(), "re"));
  if (!file) return Error{concat("Unable to read ", path, ": ", std::strerror(errno))};
  while (const passwd* entry = fgetpwent(file.get())) {
    if (entry->pw_name == name) return std::optional(account_of(*entry));
  }
  return std::optional<Account>();
}

// getpwnam(3): what no such account may leave in errno.
bool means_absent(int error_number) {
  return error_number == 0 || error_number == ENOENT || error_number == ESRCH ||
         error_number == EBADF || error_number == EPERM;
}

}  // namespace

Result<std::optional<Account>> find_account(const std::string& name,
                                            const std::string& passwd_file) {
  if (!passwd_file.empty()) return find_in_file(name, passwd_file);
  errno = 0;
  const passwd* entry = getpwnam(name.c_str());
  if (entry != nullptr) return std::optional(account_of(*entry));
  if (means_absent(errno)) return std::optional<Account>();
  return Error{concat("can't look up user ", name, ": ", std::strerror(errno))};
}

}  // namespace spamweir::os
