#include "os/privileges.h"

#include <criterion/criterion.h>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "support/expect.h"

using spamweir::os::become_user;
using spamweir::os::BorrowedRights;
using spamweir::os::check_account;
using spamweir::os::has_foreign_rights;
using spamweir::os::is_root;
using spamweir::testing::expect_text;

Test(privileges, unknown_names_are_errors) {
  expect_text(become_user("no-such-user").error(), "there is no user no-such-user");
  expect_text(become_user("root:no-such-group").error(), "there is no group no-such-group");
  cr_expect(!become_user("").ok());
  cr_expect(!become_user("4294967295:0").ok(), "-1 would change nothing");
  expect_text(become_user("2999999999").error(),
              "user number 2999999999 has no account: give a group too, as 2999999999:GROUP");
}

Test(privileges, root_becomes_another_user_for_good) {
  if (geteuid() != 0) cr_skip_test("only root can change user");
  struct {
    const char* account;
    uid_t user;
    gid_t group;
  } constexpr kCases[] = {
      {"daemon", 1, 1}, {"1", 1, 1}, {"daemon:bin", 1, 2}, {"12345:23456", 12345, 23456}};
  for (const auto& c : kCases) {
    const pid_t child = fork();
    if (child == 0) {
      const bool ok = become_user(c.account).ok() && getuid() == c.user && geteuid() == c.user &&
                      getgid() == c.group && getegid() == c.group && getgroups(0, nullptr) == 0 &&
                      setuid(0) != 0;
      _exit(ok ? 0 : 1);
    }
    int status = 1;
    waitpid(child, &status, 0);
    cr_expect_eq(status, 0, "%s", c.account);
  }
}

Test(privileges, only_root_can_change_user) {
  if (geteuid() == 0 && (setgid(1) != 0 || setuid(1) != 0)) {
    cr_skip_test("root can't change user here");
  }
  cr_expect(become_user(std::to_string(getuid()) + ":" + std::to_string(getgid())).ok(),
            "that is who we are");
  cr_expect(!become_user("0:0").ok());
}

Test(privileges, check_account) {
  cr_expect(check_account("root").ok());
  cr_expect(check_account("root:0").ok());
  cr_expect(!check_account("no-such-user").ok());
  cr_expect(!check_account("root:no-such-group").ok());
  cr_expect(is_root() == (geteuid() == 0));
}

namespace {

int exit_code_of(int (*work)()) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool is_effectively(uid_t user, gid_t group) { return geteuid() == user && getegid() == group; }

int borrow_twice_and_keep() {
  const gid_t groups[] = {4, 5};
  if (setgroups(2, groups) != 0) return 1;
  for (const uid_t user : {12345U, 23456U}) {
    auto rights = BorrowedRights::of({user, 34567});
    if (!rights.ok() || !rights.value().are_theirs()) return 2;
    if (!is_effectively(user, 34567) || getgroups(0, nullptr) != 0 || getuid() != 0) return 3;
    if (!has_foreign_rights()) return 4;
  }
  if (!is_effectively(0, 0)) return 5;
  {
    auto rights = BorrowedRights::of({12345, 34567});
    if (!rights.ok() || !rights.value().keep().ok()) return 6;
  }
  if (getuid() != 12345 || !is_effectively(12345, 34567) || getgid() != 34567) return 7;
  if (seteuid(0) == 0 || setuid(0) == 0 || setegid(0) == 0) return 8;
  return has_foreign_rights() ? 9 : 0;
}

int borrow_without_root() {
  if (setgroups(0, nullptr) != 0 || setgid(34567) != 0 || setuid(12345) != 0) return 1;
  auto own = BorrowedRights::of({12345, 34567});
  auto foreign = BorrowedRights::of({23456, 34567});
  if (!own.ok() || !own.value().are_theirs() || !own.value().keep().ok()) return 2;
  return foreign.ok() && !foreign.value().are_theirs() && is_effectively(12345, 34567) ? 0 : 3;
}

}  // namespace

Test(privileges, borrowed_rights_go_back_until_they_are_kept) {
  if (geteuid() != 0) cr_skip_test("only root can change user");
  cr_expect_eq(exit_code_of(borrow_twice_and_keep), 0);
}

Test(privileges, who_is_not_root_borrows_nothing) {
  if (geteuid() != 0) cr_skip_test("only root can change user");
  cr_expect_eq(exit_code_of(borrow_without_root), 0);
}
