#include "os/file.h"

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::os;
using spamweir::testing::ScratchDirectory;

Test(file, sizes) {
  const ScratchDirectory directory;
  for (const size_t size :
       {size_t{0}, size_t{1}, size_t{65535}, size_t{65536}, size_t{65537}, size_t{300'000}}) {
    std::string bytes(size, '\0');
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31);
    const auto read = read_file(directory.file("file", bytes), 1'000'000);
    cr_assert(read.ok(), "%zu bytes", size);
    cr_expect(read.value().text == bytes, "%zu bytes", size);
  }
}

Test(file, the_limit) {
  const ScratchDirectory directory;
  for (const size_t limit : {size_t{10}, size_t{65536}, size_t{100'000}}) {
    for (const size_t size : {limit - 1, limit, limit + 1}) {
      const auto read = read_file(directory.file("file", std::string(size, 'x')), limit);
      cr_expect(read.ok() == (size <= limit), "limit %zu, %zu bytes", limit, size);
      if (read.ok()) cr_expect(read.value().text.size() == size);
    }
  }
}

Test(file, identity_is_that_of_the_file) {
  const ScratchDirectory directory;
  const std::string path = directory.file("file", "x");
  std::filesystem::create_symlink("file", directory.path("link"));
  std::filesystem::create_hard_link(path, directory.path("hard"));
  const std::string other = directory.file("other", "x");
  const FileIdentity identity = read_file(path, 10).value().identity;
  cr_expect(read_file(directory.path("link"), 10).value().identity == identity);
  cr_expect(read_file(directory.path("hard"), 10).value().identity == identity);
  cr_expect(read_file(other, 10).value().identity != identity);
}

Test(file, what_is_no_regular_file) {
  const ScratchDirectory directory;
  directory.fifo("pipe");
  struct {
    std::string path;
    const char* want;
  } const cases[] = {
      {directory.path("missing"), "No such file or directory"},
      {"", "No such file or directory"},
      {directory.path("."), "it is a directory, not a file"},
      {directory.path("pipe"), "it is a pipe, socket or device, not a regular file"},
      {"/dev/zero", "it is a pipe, socket or device, not a regular file"},
  };
  for (const auto& c : cases) {
    const auto read = read_file(c.path, 10);
    cr_assert(!read.ok(), "%s", c.path.c_str());
    cr_expect(read.error() == c.want, "%s: got %s", c.path.c_str(), read.error().c_str());
  }
}

Test(file, without_permission) {
  if (geteuid() == 0) cr_skip_test("root may read everything");
  const ScratchDirectory directory;
  const std::string path = directory.file("file", "x");
  cr_assert(chmod(path.c_str(), 0) == 0);
  const auto read = read_file(path, 10);
  cr_assert(!read.ok());
  cr_expect(read.error() == "Permission denied", "got %s", read.error().c_str());
}

Test(file, kinds) {
  const ScratchDirectory directory;
  const std::string path = directory.file("file", "");
  std::filesystem::create_symlink("file", directory.path("link"));
  std::filesystem::create_symlink(".", directory.path("link-to-directory"));
  std::filesystem::create_symlink("nowhere", directory.path("broken"));
  std::filesystem::create_symlink("loop", directory.path("loop"));
  directory.fifo("pipe");
  const struct {
    std::string path;
    FileKind want;
  } cases[] = {
      {path, FileKind::regular},
      {directory.path("link"), FileKind::regular},
      {directory.path("."), FileKind::directory},
      {directory.path("link-to-directory"), FileKind::directory},
      {directory.path("pipe"), FileKind::other},
      {"/dev/null", FileKind::other},
      {"", FileKind::missing},
      {directory.path("missing"), FileKind::missing},
      {directory.path("missing/file"), FileKind::missing},
      {directory.path("broken"), FileKind::missing},
      {path + "/below", FileKind::missing},
      {directory.path(std::string(300, 'x')), FileKind::missing},
  };
  for (const auto& c : cases) {
    const auto got = kind_of_file(c.path);
    cr_assert(got.ok(), "%s", c.path.c_str());
    cr_expect(got.value() == c.want, "%s: got %d, want %d", c.path.c_str(),
              static_cast<int>(got.value()), static_cast<int>(c.want));
  }
  const auto loop = kind_of_file(directory.path("loop"));
  cr_assert(!loop.ok());
  cr_expect(loop.error() == "Too many levels of symbolic links", "got %s", loop.error().c_str());
}
