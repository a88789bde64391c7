#include "os/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <optional>
#include <string>

#include "base/text.h"

namespace spamweir::os {
namespace {

struct Identity {
  uid_t user = 0;
  gid_t group = 0;
};

std::optional<uint32_t> parse_id(std::string_view text) {
  const std::optional<uint64_t> number = parse_number(text);
  // The highest number is setuid's "leave it as it is".
  if (!number || *number >= std::numeric_limits<uint32_t>::max()) return std::nullopt;
  return static_cast<uint32_t>(*number);
}

Result<Identity> find_user(const std::string& name) {
  const std::optional<uint32_t> number = parse_id(name);
  const passwd* entry = number ? getpwuid(*number) : getpwnam(name.c_str());
  if (entry != nullptr) return Identity{entry->pw_uid, entry->pw_gid};
  if (!number) return Error{concat("there is no user ", name)};
  return Error{
      concat("user number ", name, " has no account: give a group too, as ", name, ":GROUP")};
}

Result<gid_t> find_group(const std::string& name) {
  if (const std::optional<uint32_t> number = parse_id(name)) return gid_t{*number};
  if (const group* entry = getgrnam(name.c_str())) return gid_t{entry->gr_gid};
  return Error{concat("there is no group ", name)};
}

Result<Identity> find_identity(std::string_view account) {
  const size_t colon = account.find(':');
  const std::string user(account.substr(0, colon));
  if (colon == std::string_view::npos) return find_user(user);
  Result<gid_t> group = find_group(std::string(account.substr(colon + 1)));
  if (!group.ok()) return Error{group.error()};
  if (const std::optional<uint32_t> number = parse_id(user))
    return Identity{*number, group.value()};
  Result<Identity> identity = find_user(user);
  if (identity.ok()) identity.value().group = group.value();
  return identity;
}

}  // namespace

Status become_user(std::string_view account) {
  Result<Identity> found = find_identity(account);
  if (!found.ok()) return Error{found.error()};
  const Identity want = found.value();
  const bool is_root = geteuid() == 0;
  if (!is_root && getuid() == want.user && geteuid() == want.user && getegid() == want.group)
    return {};
  if (!is_root) return Error{concat("only root can become ", account)};
  // In this order: after setuid nothing else could be changed. The supplementary groups go first of
  // all.
  if (setgroups(0, nullptr) != 0 || setresgid(want.group, want.group, want.group) != 0 ||
      setresuid(want.user, want.user, want.user) != 0) {
    return Error{concat("can't become ", account, ": ", std::strerror(errno))};
  }
  return {};
}

Status find_account(std::string_view account) {
  const Result<Identity> found = find_identity(account);
  return found.ok() ? Status() : Status(Error{found.error()});
}

bool is_root() { return geteuid() == 0; }

}  // namespace spamweir::os
