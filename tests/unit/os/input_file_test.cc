#include "os/input_file.h"

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/scratch.h"

using spamweir::os::InputFile;
using spamweir::os::Readable;
using spamweir::testing::ScratchDirectory;

Test(input_file, what_can_be_opened) {
  const ScratchDirectory scratch;
  const struct {
    const char* label;
    std::string path;
    Readable want;
    const char* problem;
  } cases[] = {
      {"file", scratch.file("file", "x"), Readable::yes, ""},
      {"empty file", scratch.file("empty", ""), Readable::yes, ""},
      {"missing", scratch.path("missing"), Readable::missing, "No such file or directory"},
      {"missing directory", scratch.path("missing/x"), Readable::missing,
       "No such file or directory"},
      {"below a file", scratch.path("file/x"), Readable::error, "Not a directory"},
      {"directory", scratch.directory("directory"), Readable::error,
       "it is a directory, not a file"},
      {"FIFO", scratch.fifo("fifo"), Readable::error,
       "it is a pipe, socket or device, not a regular file"},
      {"device", "/dev/null", Readable::error,
       "it is a pipe, socket or device, not a regular file"},
      {"no name", "", Readable::missing, "No such file or directory"},
  };
  for (const auto& c : cases) {
    const InputFile file(c.path);
    cr_expect(file.readable() == c.want, "%s: got %d", c.label, static_cast<int>(file.readable()));
    cr_expect(file.problem() == c.problem, "%s: got %s", c.label, file.problem().c_str());
  }
}

Test(input_file, reads_to_the_end) {
  const ScratchDirectory scratch;
  InputFile file(scratch.file("file", "abcdef"));
  char buffer[4];
  cr_expect(file.size() == 6);
  cr_expect(file.read(buffer, 4) == 4);
  cr_expect(std::string(buffer, 4) == "abcd");
  cr_expect(file.read(buffer, 4) == 2);
  cr_expect(file.read(buffer, 4) == 0);
  cr_expect(file.readable() == Readable::yes);
}

Test(input_file, read_at) {
  const ScratchDirectory scratch;
  InputFile file(scratch.file("file", "abcdef"));
  char buffer[7];
  cr_expect(file.read_at(2, buffer, 3) && std::string(buffer, 3) == "cde");
  cr_expect(file.read_at(0, buffer, 6));
  cr_expect(!file.read_at(0, buffer, 7));
  cr_expect(file.read_at(5, buffer, 1));
  cr_expect(!file.read_at(6, buffer, 1));
  cr_expect(file.read_at(6, buffer, 0));
  cr_expect(!file.read_at(UINT64_MAX, buffer, 1));
  cr_expect(!file.read_at(INT64_MAX, buffer, 1));
  cr_expect(file.readable() == Readable::yes);
}

Test(input_file, who_can_read_it) {
  const ScratchDirectory scratch;
  const std::string path = scratch.file("file", "x");
  const struct {
    mode_t mode;
    bool all;
  } cases[] = {{0600, false}, {0660, false}, {0604, true}, {0444, true}};
  for (const auto& c : cases) {
    cr_assert(chmod(path.c_str(), c.mode) == 0);
    cr_expect(InputFile(path).is_readable_by_all() == c.all, "%o", c.mode);
  }
}

Test(input_file, the_descriptor_is_closed) {
  const ScratchDirectory scratch;
  const std::string path = scratch.file("file", "x");
  const int before = dup(STDIN_FILENO);
  close(before);
  { const InputFile file(path); }
  { const InputFile file(scratch.path(".")); }
  const int after = dup(STDIN_FILENO);
  cr_expect(after == before, "descriptor %d was free, then %d", before, after);
  close(after);
}
