#include "os/directory.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "file_mode.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir::os;
using spamweir::testing::expect_text;
using spamweir::testing::mode_of;
using spamweir::testing::ScratchDirectory;

namespace {

Directory opened(const std::string& path) {
  Directory directory;
  cr_assert(directory.open(path).ok(), "%s", path.c_str());
  return directory;
}

// One file, held open by two.
struct HeldTwice {
  explicit HeldTwice(const char* content) {
    scratch.file("f", content);
    const Directory root = opened(scratch.path("."));
    for (TreeFile* file : {&first, &second}) {
      cr_assert(root.open_file("f", Directory::Access::change, *file).ok());
    }
  }

  ScratchDirectory scratch;
  TreeFile first, second;
};

int next_free_descriptor() {
  const int fd = dup(STDIN_FILENO);
  close(fd);
  return fd;
}

}  // namespace

Test(directory, makes_opens_and_removes) {
  const ScratchDirectory scratch;
  const Directory root = opened(scratch.path("."));
  cr_assert(root.make_directory("d").ok());
  cr_expect(root.make_directory("d").exists_already());
  cr_expect(mode_of(scratch.path("d")) == 0700);
  TreeFile file;
  cr_assert(root.create_file("d/f", file).ok());
  cr_expect(mode_of(scratch.path("d/f")) == 0600);
  cr_expect(file.append("one\n").ok() && file.append("two\n").ok());
  std::string content;
  cr_expect(file.read(100, content).ok());
  expect_text(content, "one\ntwo\n");
  cr_expect(file.read(3, content).ok());
  expect_text(content, "one");
  FileFacts facts;
  cr_expect(file.set_modified(1'000'000'000).ok() && file.facts(facts).ok());
  cr_expect(facts.modified_secs == 1'000'000'000 && facts.size == 8);
  cr_expect(file.empty().ok() && file.facts(facts).ok() && facts.size == 0);
  TreeFile read_only;
  cr_assert(root.open_file("d/f", Directory::Access::read, read_only).ok());
  cr_expect(!read_only.append("three\n").ok() && !read_only.empty().ok());
  cr_expect(file.close().ok() && !file.is_open());
  cr_expect(file.close().ok(), "closing twice does nothing");

  cr_expect(!root.remove_directory("d").ok(), "it is not empty");
  const Directory below = opened(scratch.path("d"));
  cr_expect(below.move("f", root, "g").ok());
  cr_expect(root.remove_file("g").ok());
  cr_expect(root.remove_file("g").is_missing());
  cr_expect(root.remove_directory("d").ok());
  TreeFile late;
  cr_expect(below.create_file("f", late).is_missing(), "the held directory is gone");
}

Test(directory, says_what_may_be_done) {
  const ScratchDirectory scratch;
  scratch.file("f", "");
  std::filesystem::create_symlink("nowhere", scratch.path("link"));
  const Directory root = opened(scratch.path("."));
  cr_expect(root.may_fill(".").ok() && root.may_change("f").ok());
  cr_expect(root.may_change("absent").is_missing() && root.may_fill("absent").is_missing());
  cr_expect(!root.may_change("link").is_missing(), "no link is followed");
  std::filesystem::permissions(scratch.path("f"), std::filesystem::perms::none);
  std::filesystem::permissions(scratch.path("."), std::filesystem::perms::none);
  const bool is_root = geteuid() == 0;
  cr_expect_eq(root.may_fill(".").ok(), is_root);
  cr_expect(is_root || root.may_fill(".").lacks_permission());
  std::filesystem::permissions(scratch.path("."), std::filesystem::perms::owner_all);
  cr_expect_eq(root.may_change("f").ok(), is_root);
}

Test(directory, create_never_takes_what_is_there) {
  const ScratchDirectory scratch;
  scratch.file("there", "x");
  std::filesystem::create_symlink("nowhere", scratch.path("link"));
  const Directory root = opened(scratch.path("."));
  TreeFile file;
  for (const char* name : {"there", "link"}) {
    cr_expect(root.create_file(name, file).exists_already(), "%s", name);
  }
  cr_expect(!file.is_open());
  cr_expect(!std::filesystem::exists(scratch.path("nowhere")));
}

Test(directory, links_below_are_not_followed) {
  const ScratchDirectory scratch;
  scratch.directory("top");
  scratch.directory("outside");
  scratch.file("outside/secret", "x");
  std::filesystem::create_symlink("../outside", scratch.path("top/d"));
  std::filesystem::create_symlink("../outside/secret", scratch.path("top/f"));
  std::filesystem::create_symlink("top", scratch.path("link"));
  const Directory top = opened(scratch.path("link"));
  TreeFile file;
  Directory below;
  for (const char* path : {"d/secret", "f"}) {
    cr_expect(top.open_file(path, Directory::Access::change, file).is_wrong_type(), "%s", path);
  }
  cr_expect(top.create_file("d/new", file).is_wrong_type());
  cr_expect(below.open_below(top, "d").is_wrong_type());
  cr_expect(!std::filesystem::exists(scratch.path("outside/new")));
}

Test(directory, paths_do_not_lead_out) {
  const ScratchDirectory scratch;
  scratch.directory("top");
  scratch.file("secret", "x");
  const Directory top = opened(scratch.path("top"));
  TreeFile file;
  cr_expect(!top.open_file("../secret", Directory::Access::change, file).ok());
  cr_expect(!top.open_file("/etc/passwd", Directory::Access::change, file).ok());
}

Test(directory, opening_never_waits) {
  const ScratchDirectory scratch;
  scratch.fifo("pipe");
  scratch.directory("d");
  const Directory root = opened(scratch.path("."));
  TreeFile file;
  FileFacts facts;
  if (root.open_file("pipe", Directory::Access::change, file).ok()) {
    cr_expect(file.facts(facts).ok() && facts.type == FileFacts::Type::other);
  }
  TreeFile none;
  cr_expect(root.open_file("d", Directory::Access::change, none).is_wrong_type());
  cr_expect(root.open_file("missing", Directory::Access::change, none).is_missing());
  cr_expect(root.open_file("d/missing/x", Directory::Access::change, none).is_missing());
}

Test(directory, one_lock) {
  HeldTwice held("");
  cr_expect(held.first.try_lock());
  cr_expect(!held.second.try_lock());
  FileFacts facts;
  bool locked = false;
  cr_expect(held.second.settled_facts(facts, locked).ok() && locked);
  cr_expect(held.first.close().ok());
  cr_expect(held.second.try_lock());
}

Test(directory, looking_takes_no_lock) {
  HeldTwice held("four");
  FileFacts facts;
  bool locked = true;
  cr_expect(held.first.settled_facts(facts, locked).ok() && !locked && facts.size == 4);
  cr_expect(held.second.try_lock());
}

Test(directory, reading) {
  const ScratchDirectory scratch;
  scratch.directory("d");
  scratch.fifo("pipe");
  std::filesystem::create_symlink("d", scratch.path("link"));
  std::set<std::string> want = {"d", "pipe", "link"};
  for (int i = 0; i < 3000; ++i) {
    const std::string name = "a-file-with-a-name-of-some-length-" + std::to_string(i);
    scratch.file(name, "");
    want.insert(name);
  }
  const Directory root = opened(scratch.path("."));
  DirectoryReader reader(root);
  std::set<std::string> got;
  while (const auto item = reader.next()) {
    cr_expect(got.insert(item->name).second, "%s twice", item->name.c_str());
    if (item->type == DirectoryReader::Type::unknown) continue;
    const auto type = item->name == "d"      ? DirectoryReader::Type::directory
                      : item->name[0] == 'a' ? DirectoryReader::Type::file
                                             : DirectoryReader::Type::other;
    cr_expect(item->type == type, "%s", item->name.c_str());
  }
  cr_expect(reader.status().ok());
  cr_expect(got == want, "got %zu", got.size());
}

Test(directory, nothing_stays_open) {
  const ScratchDirectory scratch;
  scratch.directory("d");
  const int before = next_free_descriptor();
  {
    const Directory root = opened(scratch.path("."));
    Directory below;
    TreeFile file;
    cr_expect(below.open_below(root, "d").ok() && below.create_file("f", file).ok());
    DirectoryReader reader(below);
    cr_expect(reader.next().has_value());
  }
  cr_expect(next_free_descriptor() == before);
}

Test(directory, kinds_of_errors) {
  const struct {
    int error;
    bool (SystemStatus::*is)() const;
  } cases[] = {
      {ENOENT, &SystemStatus::is_missing},        {EEXIST, &SystemStatus::exists_already},
      {ELOOP, &SystemStatus::is_wrong_type},      {ENOTDIR, &SystemStatus::is_wrong_type},
      {ENOSPC, &SystemStatus::is_full},           {EDQUOT, &SystemStatus::is_full},
      {EROFS, &SystemStatus::is_read_only},       {EACCES, &SystemStatus::lacks_permission},
      {EMFILE, &SystemStatus::lacks_descriptors},
  };
  for (const auto& c : cases) {
    const SystemStatus status(c.error);
    cr_expect((status.*c.is)() && !status.ok(), "%d", c.error);
    cr_expect(!(SystemStatus().*c.is)(), "%d", c.error);
  }
  cr_expect(SystemStatus().ok());
}
