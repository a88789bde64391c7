#include "graylist/tree_error.h"

#include <criterion/criterion.h>
#include <cerrno>

using namespace spamweir::graylist;
using spamweir::os::SystemStatus;

Test(tree_error, path_words_and_remedy) {
  const struct {
    int error;
    const char* words;
    const char* remedy;
  } cases[] = {
      {ENOENT, "No such file or directory", "make the directory"},
      {ENOSPC, "No space left on device", "free space"},
      {EDQUOT, "Disk quota exceeded", "quota"},
      {EROFS, "Read-only file system", "mount it"},
      {EACCES, "Permission denied", "let the user"},
      {EMFILE, "Too many open files", "more open files"},
      {ENOTDIR, "Not a directory", "move away"},
      {ELOOP, "Too many levels of symbolic links", "move away"},
      {EIO, "Input/output error", "file system"},
  };
  for (const auto& c : cases) {
    const std::string got = tree_error("open", "/g/e", SystemStatus(c.error)).message;
    cr_expect(got.starts_with(std::string("Unable to open /g/e: ") + c.words), "got %s",
              got.c_str());
    cr_expect(got.find(c.remedy) != std::string::npos, "got %s", got.c_str());
  }
}
