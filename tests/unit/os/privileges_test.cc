#include "os/privileges.h"

#include <criterion/criterion.h>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "support/expect.h"

using spamweir::os::become_user;
using spamweir::os::find_account;
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

Test(privileges, find_account) {
  cr_expect(find_account("root").ok());
  cr_expect(find_account("root:0").ok());
  cr_expect(!find_account("no-such-user").ok());
  cr_expect(!find_account("root:no-such-group").ok());
  cr_expect(is_root() == (geteuid() == 0));
}
