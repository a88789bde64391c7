#include "lists/name_directory.h"

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/text.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::lists::find_in_name_directory;
using spamweir::lists::name_directory_path;
using spamweir::testing::CaughtLog;
using spamweir::testing::ScratchDirectory;

namespace {

// Makes the files of a tree, with the directories above them.
std::string tree(const ScratchDirectory& scratch, std::initializer_list<std::string> paths) {
  const std::filesystem::path root = scratch.directory("tree");
  for (const std::string& path : paths) {
    std::filesystem::create_directories((root / path).parent_path());
    scratch.file(concat("tree/", path), "");
  }
  return root;
}

std::string found(std::string_view name, const std::string& directory, CaughtLog& caught) {
  const auto hit = find_in_name_directory(name, directory, caught.log());
  if (hit) cr_expect(hit->source == spamweir::lists::Hit::Source::directory);
  return hit ? hit->text : "nothing";
}

}  // namespace

Test(name_directory, path) {
  const std::string label(63, 'a');
  const std::string longest = label + '.' + label + '.' + label + '.' + std::string(61, 'a');
  const struct {
    std::string name, want;
  } cases[] = {
      {"example.com", "com/e/example/example.com"},
      {"mail.example.com", "com/e/example/mail/mail.example.com"},
      {"mail.b.example.com", "com/e/example/b/mail.b.example.com"},
      {"a.mail.b.example.com", "com/e/example/b/a.mail.b.example.com"},
      {"Mail.B.EXAMPLE.Com", "com/e/example/b/mail.b.example.com"},
      {"mail.b.example.com.", "com/e/example/b/mail.b.example.com"},
      {"a.b", "b/a/a/a.b"},
      {"1.2.3.4", "4/3/3/2/1.2.3.4"},
      {"-a.b_c.d-e.-f", "-f/d/d-e/b_c/-a.b_c.d-e.-f"},
      {longest, concat(std::string(61, 'a'), "/a/", label, "/", label, "/", longest)},
      {longest + "a", ""},
      {"", ""},
      {".", ""},
      {"com", ""},
      {"com.", ""},
      {".com", ""},
      {"example..com", ""},
      {"..example.com", ""},
      {"example.com..", ""},
      {"../example.com", ""},
      {"../../etc/passwd", ""},
      {"a/b.example.com", ""},
      {"/.com", ""},
      {"a b.example.com", ""},
      {"*.example.com", ""},
      {"a@b.example.com", ""},
      {"m\xC3\xBCller.example.com", ""},
      {std::string("a\0b.example.com", 15), ""},
  };
  for (const auto& c : cases) {
    const std::string got = name_directory_path(c.name).value_or("");
    cr_expect(got == c.want, "%s: got %s, want %s", c.name.c_str(), got.c_str(), c.want.c_str());
  }
}

Test(name_directory, a_name_and_those_above_it) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string root =
      tree(scratch, {"com/e/example/b/mail.b.example.com", "net/e/example/example.net",
                     "net/e/example/a/a.example.net", "org/e/example/org"});
  const struct {
    const char *name, *want;
  } cases[] = {
      {"mail.b.example.com", "com/e/example/b/mail.b.example.com"},
      {"MAIL.B.Example.com.", "com/e/example/b/mail.b.example.com"},
      {"x.mail.b.example.com", "com/e/example/b/mail.b.example.com"},
      {"x.y.z.mail.b.example.com", "com/e/example/b/mail.b.example.com"},
      {"xmail.b.example.com", "nothing"},
      {"b.example.com", "nothing"},
      {"example.com", "nothing"},
      {"example.net", "net/e/example/example.net"},
      {"x.example.net", "net/e/example/example.net"},
      {"x.a.example.net", "net/e/example/a/a.example.net"},
      {"a.example.net", "net/e/example/a/a.example.net"},
      {"aexample.net", "nothing"},
      {"net", "nothing"},
      {"org", "nothing"},
      {"x.example.org", "nothing"},
      {"", "nothing"},
      {".", "nothing"},
      // What is no path itself may stand below one that is.
      {"a*b.example.net", "net/e/example/example.net"},
      {"..example.net", "net/e/example/example.net"},
      {"../x.example.net", "net/e/example/example.net"},
      {"example.net/../x", "nothing"},
      {"x.example.net..", "nothing"},
  };
  for (const auto& c : cases) {
    const std::string got = found(c.name, root, caught);
    cr_expect(got == c.want, "%s: got %s, want %s", c.name, got.c_str(), c.want);
  }
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(name_directory, only_files_count) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string root = tree(scratch, {"com/e/example/mail/mail.example.com", "com/o/other"});
  scratch.directory("tree/com/e/example/example.com");
  scratch.fifo("tree/com/e/example/mail/pipe.mail.example.com");
  std::filesystem::create_symlink("mail.example.com",
                                  root + "/com/e/example/mail/link.mail.example.com");
  std::filesystem::create_directories(root + "/com/e/example/new");
  std::filesystem::create_symlink("../mail/mail.example.com",
                                  root + "/com/e/example/new/new.example.com");
  cr_expect(found("example.com", root, caught) == "nothing");
  cr_expect(found("x.example.com", root, caught) == "nothing");
  cr_expect(found("new.example.com", root, caught) == "com/e/example/new/new.example.com");
  cr_expect(found("other.com", root, caught) == "nothing");
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(name_directory, a_root_that_cannot_be_searched) {
  const ScratchDirectory scratch;
  const struct {
    std::string path;
    const char* why;
  } cases[] = {
      {scratch.path("missing"), "it does not exist"},
      {scratch.file("file", ""), "it is no directory"},
      {scratch.fifo("fifo"), "it is no directory"},
  };
  for (const auto& c : cases) {
    CaughtLog caught;
    cr_expect(found("a.b.example.com", c.path, caught) == "nothing");
    const auto said = caught.lines();
    cr_assert(said.size() == 1, "got %s", caught.raw().c_str());
    const std::string want = concat("ERROR: Unable to search ", c.path, ": ", c.why, "; make it a");
    cr_expect(said[0].starts_with(want), "got %s", said[0].c_str());
  }
}

// One ERROR, whatever the number of names that lie behind it; what can be reached is found.
Test(name_directory, a_place_that_cannot_be_searched) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string root = tree(scratch, {"com/e/example/example.com"});
  std::filesystem::create_symlink("b", root + "/com/e/example/b");
  cr_expect(found("x.y.b.example.com", root, caught) == "com/e/example/example.com");
  const auto said = caught.lines();
  cr_assert(said.size() == 1, "got %s", caught.raw().c_str());
  cr_expect(said[0].starts_with(concat("ERROR: Unable to search ", root,
                                       "/com/e/example/b/x.y.b.example.com: Too many levels")),
            "got %s", said[0].c_str());
}

Test(name_directory, without_permission) {
  if (geteuid() == 0) cr_skip_test("root may search everything");
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string root = tree(scratch, {"com/e/example/example.com"});
  cr_assert(chmod(concat(root, "/com").c_str(), 0) == 0);
  cr_expect(found("a.b.c.example.com", root, caught) == "nothing");
  cr_expect(caught.lines().size() == 1, "got %s", caught.raw().c_str());
  cr_assert(chmod(concat(root, "/com").c_str(), 0700) == 0);
}

// Names come from strangers: any length ends soon, and none leads out of the tree.
Test(name_directory, hostile_names, .timeout = 20) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string root = tree(scratch, {"com/e/example/example.com"});
  scratch.file("secret", "");
  std::string dots, labels;
  while (dots.size() < 1000000) dots += '.';
  while (labels.size() < 1000000) labels += "a.";
  cr_expect(found(dots, root, caught) == "nothing");
  cr_expect(found(labels, root, caught) == "nothing");
  cr_expect(found(labels + "example.com", root, caught) == "com/e/example/example.com");
  cr_expect(found("../secret", root, caught) == "nothing");
  cr_expect(found("secret/...", root, caught) == "nothing");
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}
