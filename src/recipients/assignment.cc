#include "recipients/assignment.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "base/text.h"
#include "lists/cdb.h"
#include "os/account.h"

namespace spamweir::recipients {
namespace {

// qmail-getpw(8): longer ones are no account names.
constexpr size_t kMaxAccountName = 31;

std::optional<uint32_t> parse_id(std::string_view text) {
  const std::optional<uint64_t> number = parse_number(text);
  if (!number || *number >= std::numeric_limits<uint32_t>::max()) return std::nullopt;
  return static_cast<uint32_t>(*number);
}

// `USER\0UID\0GID\0HOME\0DASH\0EXT`, as qmail-newu writes it.
std::optional<Assignment> parse_record(std::string_view record) {
  const std::vector<std::string_view> fields = split(record, '\0');
  if (fields.size() < 6) return std::nullopt;
  const std::optional<uint32_t> user = parse_id(fields[1]);
  const std::optional<uint32_t> group = parse_id(fields[2]);
  if (!user || !group) return std::nullopt;
  return Assignment{
      {*user, *group}, std::string(fields[3]), std::string(fields[4]), std::string(fields[5])};
}

Error damaged(const std::string& path) {
  return Error{concat("Unable to read ", path,
                      ": it is not as qmail-newu writes it; make it anew with qmail-newu")};
}

bool is_no_home(int error_number) {
  return error_number == ENOENT || error_number == ENOTDIR || error_number == ENAMETOOLONG ||
         error_number == ELOOP;
}

// Whether the account gets mail. An error where its home can't be looked at.
Result<bool> is_user(const os::Account& account) {
  if (account.identity.user == 0) return false;
  struct stat home;
  if (stat(account.home.c_str(), &home) == 0) return home.st_uid == account.identity.user;
  if (is_no_home(errno)) return false;
  return Error{concat("can't look at ", account.home, ": ", std::strerror(errno))};
}

}  // namespace

Result<std::optional<Assignment>> find_in_users(const std::string& path, std::string_view local) {
  const std::optional<Assignment> none;
  lists::Cdb database(path);
  if (database.readable() == os::Readable::missing) return none;
  Result<std::optional<std::string>> breaks = database.find("");
  if (!breaks.ok()) return Error{breaks.error()};
  if (!breaks.value()) return damaged(path);

  // `!local` with its NUL is a simple assignment, `!` and a beginning of it a wildcard.
  const std::string key = concat("!", lower_case(local), std::string_view("\0", 1));
  for (size_t size = key.size(); size > 0; --size) {
    const bool is_simple = size == key.size();
    const bool may_end_here = breaks.value()->find(key[size - 1]) != std::string::npos;
    if (!is_simple && size > 1 && !may_end_here) continue;
    Result<std::optional<std::string>> record =
        database.find(std::string_view(key).substr(0, size));
    if (!record.ok()) return Error{record.error()};
    if (!record.value()) continue;
    std::optional<Assignment> assignment = parse_record(*record.value());
    if (!assignment) return damaged(path);
    if (!is_simple) assignment->ext += local.substr(size - 1);
    return assignment;
  }
  return none;
}

Result<Assignment> find_in_accounts(const std::string& passwd_file, std::string_view local) {
  for (size_t end = local.size(); end > 0; --end) {
    if ((end < local.size() && local[end] != '-') || end > kMaxAccountName) continue;
    Result<std::optional<os::Account>> account =
        os::find_account(lower_case(local.substr(0, end)), passwd_file);
    if (!account.ok()) return Error{account.error()};
    if (!account.value()) continue;
    const Result<bool> gets_mail = is_user(*account.value());
    if (!gets_mail.ok()) return Error{gets_mail.error()};
    if (!gets_mail.value()) continue;
    const bool has_ext = end < local.size();
    return Assignment{account.value()->identity, account.value()->home, has_ext ? "-" : "",
                      std::string(has_ext ? local.substr(end + 1) : "")};
  }
  Result<std::optional<os::Account>> alias = os::find_account("alias", passwd_file);
  if (!alias.ok()) return Error{alias.error()};
  if (!alias.value()) return Error{"there is no user alias, whom qmail gives unassigned mail"};
  return Assignment{alias.value()->identity, alias.value()->home, "-", std::string(local)};
}

Result<Assignment> find_assignment(const Places& places, std::string_view local) {
  Result<std::optional<Assignment>> assigned = find_in_users(places.users_cdb, local);
  if (!assigned.ok()) return Error{assigned.error()};
  if (assigned.value()) return std::move(*assigned.value());
  return find_in_accounts(places.passwd_file, local);
}

}  // namespace spamweir::recipients
