#include "os/new_file.h"

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"
#include "support/expect.h"
#include "support/scratch.h"

using spamweir::Result;
using spamweir::os::NewFile;
using spamweir::testing::expect_text;
using spamweir::testing::ScratchDirectory;

Test(new_file, is_the_owners_alone_and_holds_what_was_appended) {
  const ScratchDirectory directory;
  const std::string path = directory.path("new");
  Result<NewFile> file = NewFile::create(path);
  cr_assert(file.ok());
  cr_expect(file.value().append("a").ok());
  cr_expect(file.value().append("").ok());
  cr_expect(file.value().append("bc").ok());
  expect_text(spamweir::os::read_file(path, 100).value().text, "abc");
  struct stat status;
  cr_assert_eq(stat(path.c_str(), &status), 0);
  cr_expect_eq(status.st_mode & 0777, 0600u);
}

Test(new_file, never_opens_what_is_there) {
  const ScratchDirectory directory;
  const std::string path = directory.file("old", "x");
  expect_text(NewFile::create(path).error(), "File exists");
  const std::string link = directory.path("link");
  cr_assert_eq(symlink(directory.path("target").c_str(), link.c_str()), 0);
  expect_text(NewFile::create(link).error(), "File exists");
  expect_text(NewFile::create(directory.path("no/such")).error(), "No such file or directory");
}
