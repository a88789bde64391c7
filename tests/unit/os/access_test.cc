#include "os/access.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::os;
using spamweir::testing::ScratchDirectory;

Test(access, asks_the_kernel) {
  const ScratchDirectory scratch;
  const std::string file = scratch.file("file", "x");
  chmod(file.c_str(), 0444);
  cr_expect(check_access(file, kMayRead).ok());
  const Status run = check_access(file, kMayRun);
  cr_assert(!run.ok());
  testing::expect_text(run.error(), "Permission denied");
  testing::expect_text(check_access(scratch.path("gone"), kMayRead).error(),
                       "No such file or directory");
  // Root may write whatever the mode says.
  cr_expect(check_access(file, kMayWrite).ok() == (geteuid() == 0));
}

Test(access, open_to_everybody) {
  const ScratchDirectory scratch;
  const std::string directory = scratch.directory("d");
  const struct {
    mode_t mode;
    bool want;
  } cases[] = {{0700, false}, {0770, false}, {0701, true}, {0704, true}, {0702, true}};
  for (const auto& c : cases) {
    chmod(directory.c_str(), c.mode);
    cr_expect(is_open_to_everybody(directory) == c.want, "%o", c.mode);
  }
  cr_expect(!is_open_to_everybody(scratch.path("gone")));
}

Test(access, programs) {
  const ScratchDirectory scratch;
  scratch.directory("a");
  scratch.directory("a/tool");
  scratch.directory("b");
  const std::string tool = scratch.file("b/tool", "#!/bin/sh\n");
  const std::string plain = scratch.file("b/plain", "x");
  chmod(tool.c_str(), 0755);
  setenv("PATH", (scratch.path("a") + ":" + scratch.path("b")).c_str(), 1);
  const Result<std::string> found = find_program("tool");
  cr_assert(found.ok());
  testing::expect_text(found.value(), tool);
  cr_expect(find_program(tool).ok());
  cr_expect(!find_program("plain").ok());
  testing::expect_text(find_program(plain).error(), "Permission denied");
  testing::expect_text(find_program(scratch.path("a/tool")).error(), "it is no file");
  testing::expect_text(find_program(scratch.path("gone")).error(), "No such file or directory");
}
