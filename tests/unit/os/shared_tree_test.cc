#include "os/shared_tree.h"

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "file_mode.h"
#include "support/scratch.h"

using namespace spamweir::os;
using spamweir::testing::mode_of;
using spamweir::testing::ScratchDirectory;

Test(shared_tree, directories) {
  const ScratchDirectory scratch;
  umask(027);
  cr_expect(make_directories(scratch.path("a/b//c/")).ok());
  cr_expect(std::filesystem::is_directory(scratch.path("a/b/c")));
  cr_expect(mode_of(scratch.path("a")) == 0750 && mode_of(scratch.path("a/b/c")) == 0750);
  cr_expect(make_directories(scratch.path("a/b/c")).ok(), "again");
  cr_expect(make_directories("/").ok());
  std::filesystem::create_directory_symlink("a", scratch.path("link"));
  cr_expect(make_directories(scratch.path("link/d")).ok());
  cr_expect(std::filesystem::is_directory(scratch.path("a/d")));
}

Test(shared_tree, no_directories) {
  const ScratchDirectory scratch;
  scratch.file("f", "");
  cr_expect(make_directories("").is_missing());
  cr_expect(make_directories(scratch.path("f")).exists_already());
  cr_expect(make_directories(scratch.path("f/d")).exists_already());
  std::filesystem::create_symlink("nowhere", scratch.path("link"));
  cr_expect(make_directories(scratch.path("link")).exists_already());
}

Test(shared_tree, files) {
  const ScratchDirectory scratch;
  umask(022);
  const std::string path = scratch.path("f");
  cr_expect(make_empty_file(path).ok());
  cr_expect(std::filesystem::file_size(path) == 0 && mode_of(path) == 0644);
  cr_expect(make_empty_file(path).ok(), "again");
  const std::string full = scratch.file("full", "text");
  cr_expect(make_empty_file(full).ok());
  cr_expect(std::filesystem::file_size(full) == 4, "it stays as it is");
  std::filesystem::create_symlink("full", scratch.path("to-file"));
  cr_expect(make_empty_file(scratch.path("to-file")).ok());
}

Test(shared_tree, no_files) {
  const ScratchDirectory scratch;
  scratch.fifo("pipe");
  scratch.directory("d");
  std::filesystem::create_symlink("nowhere", scratch.path("link"));
  for (const char* name : {"pipe", "d", "link"}) {
    cr_expect(make_empty_file(scratch.path(name)).exists_already(), "%s", name);
  }
  cr_expect(!std::filesystem::exists(scratch.path("nowhere")));
  cr_expect(make_empty_file(scratch.path("missing/f")).is_missing());
}
