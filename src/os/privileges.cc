#include "os/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"

namespace spamweir::os {
namespace {

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

// In this order: after setuid nothing else could be changed. The supplementary groups go first of
// all.
bool become(const Identity& want) {
  return setgroups(0, nullptr) == 0 && setresgid(want.group, want.group, want.group) == 0 &&
         setresuid(want.user, want.user, want.user) == 0;
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
  if (!become(want)) return Error{concat("can't become ", account, ": ", std::strerror(errno))};
  return {};
}

Status check_account(std::string_view account) {
  const Result<Identity> found = find_identity(account);
  return found.ok() ? Status() : Status(Error{found.error()});
}

bool is_root() { return geteuid() == 0; }

BorrowedRights::BorrowedRights(const Identity& owner)
    : owner_(owner), own_group_(getegid()), are_theirs_(geteuid() == owner.user) {}

BorrowedRights::BorrowedRights(BorrowedRights&& other) noexcept
    : owner_(other.owner_),
      own_group_(other.own_group_),
      must_give_back_(std::exchange(other.must_give_back_, false)),
      are_theirs_(other.are_theirs_) {}

Result<BorrowedRights> BorrowedRights::of(const Identity& owner) {
  BorrowedRights rights(owner);
  if (geteuid() != 0) return rights;
  rights.must_give_back_ = true;
  if (setgroups(0, nullptr) != 0 || setegid(owner.group) != 0 || seteuid(owner.user) != 0) {
    return Error{
        concat("can't take the rights of user ", to_text(owner.user), ": ", std::strerror(errno))};
  }
  rights.are_theirs_ = true;
  return rights;
}

// The groups stay empty: root needs none.
BorrowedRights::~BorrowedRights() {
  if (must_give_back_ && (seteuid(0) != 0 || setegid(own_group_) != 0)) _exit(0);
}

Status BorrowedRights::keep() {
  if (!must_give_back_) return {};
  // Root again first: else the saved user could not be changed.
  if (seteuid(0) != 0 || !become(owner_) || (owner_.user != 0 && setuid(0) == 0)) {
    return Error{
        concat("can't become user ", to_text(owner_.user), " for good: ", std::strerror(errno))};
  }
  must_give_back_ = false;
  return {};
}

bool has_foreign_rights() {
  return getauxval(AT_SECURE) != 0 || getuid() != geteuid() || getgid() != getegid();
}

}  // namespace spamweir::os
