#include "os/account.h"

#include <criterion/criterion.h>

#include "support/expect.h"
#include "support/scratch.h"

using spamweir::os::find_account;
using spamweir::testing::expect_text;
using spamweir::testing::ScratchDirectory;

Test(account, of_a_file) {
  const ScratchDirectory scratch;
  const std::string path = scratch.file(
      "passwd",
      "joe:x:501:502:Joe,,,:/home/joe:/bin/sh\nbroken\njoe:x:1:1::/:\nlast:x:3:4::/last:");
  const auto joe = find_account("joe", path);
  cr_assert(joe.ok() && joe.value());
  cr_expect(joe.value()->identity.user == 501 && joe.value()->identity.group == 502);
  expect_text(joe.value()->home, "/home/joe");
  cr_expect(find_account("last", path).value().has_value());
  cr_expect(!find_account("nobody", path).value());
  cr_expect(!find_account("", path).value());
  cr_expect(!find_account("joe", scratch.path("missing")).ok());
}

Test(account, of_the_system) {
  const auto root = find_account("root", "");
  cr_assert(root.ok() && root.value());
  cr_expect(root.value()->identity.user == 0);
  const auto nobody = find_account("no-such-user", "");
  cr_expect(nobody.ok() && !nobody.value());
}
