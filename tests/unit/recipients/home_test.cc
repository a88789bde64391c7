#include "recipients/home.h"

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "base/text.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::recipients::Answer;
using spamweir::recipients::Home;
using spamweir::testing::ScratchDirectory;

namespace {

std::string with_mode(const std::string& path, mode_t mode) {
  cr_assert(chmod(path.c_str(), mode) == 0);
  return path;
}

std::string answer_name(Answer answer) { return std::string(name_of(answer)); }

void expect_answer(Answer got, Answer want, const char* label) {
  cr_expect(got == want, "%s: got %s, want %s", label, answer_name(got).c_str(),
            answer_name(want).c_str());
}

// The text, or what is said in its place.
std::string shown(const std::optional<Home::DotQmail>& file) {
  if (!file) return "missing";
  if (file->usable != Answer::valid) return answer_name(file->usable);
  return concat(file->text, file->forwards_only ? "(forwards only)" : "");
}

}  // namespace

// Modes hold for root too where qmail-local looks at them itself.
Test(home, usable) {
  const ScratchDirectory scratch;
  const struct {
    const char* label;
    std::string path;
    Answer want;
  } cases[] = {
      {"sound", with_mode(scratch.directory("sound"), 0755), Answer::valid},
      {"group writes", with_mode(scratch.directory("group"), 0775), Answer::valid},
      {"others write", with_mode(scratch.directory("others"), 0757), Answer::unavailable},
      {"sticky", with_mode(scratch.directory("sticky"), 01755), Answer::unavailable},
      {"missing", scratch.path("missing"), Answer::unavailable},
      {"a file", scratch.file("file", ""), Answer::unavailable},
      {"relative", ".", Answer::unavailable},
      {"empty", "", Answer::unavailable},
  };
  for (const auto& c : cases) expect_answer(Home(c.path, true).usable(), c.want, c.label);
}

Test(home, files_of_instructions) {
  const ScratchDirectory scratch;
  with_mode(scratch.file(".qmail", "text"), 0644);
  with_mode(scratch.file(".qmail-x", "&a@b\n"), 0744);
  with_mode(scratch.file(".qmail-w", "text"), 0646);
  scratch.fifo(".qmail-p");
  scratch.directory(".qmail-d");
  scratch.file(".qmail-most", std::string(Home::kMaxDotQmail, '#'));
  scratch.file(".qmail-more", std::string(Home::kMaxDotQmail + 1, '#'));
  cr_assert(symlink(".qmail", scratch.path(".qmail-l").c_str()) == 0);
  cr_assert(symlink(".qmail-o", scratch.path(".qmail-o").c_str()) == 0);
  const Home home(scratch.path(""), true);
  cr_expect(shown(home.dot_qmail(".qmail")) == "text");
  cr_expect(shown(home.dot_qmail(".qmail-l")) == "text");
  cr_expect(shown(home.dot_qmail(".qmail-x")) == "&a@b\n(forwards only)");
  cr_expect(shown(home.dot_qmail(".qmail-w")) == "unavailable");
  cr_expect(shown(home.dot_qmail(".qmail-most")).size() == Home::kMaxDotQmail);
  cr_expect(shown(home.dot_qmail(".qmail-more")) == "can't say");
  for (const char* name : {".qmail-p", ".qmail-d", ".qmail-o", ".qmail-none", ".qmail/x"}) {
    cr_expect(shown(home.dot_qmail(name)) == "missing", "%s", name);
  }
  cr_expect(shown(home.dot_qmail(concat(".qmail-", std::string(300, 'x')))) == "missing");
}

Test(home, deliveries) {
  const ScratchDirectory scratch;
  scratch.file("box", "");
  scratch.fifo("pipe");
  for (const char* name :
       {"Maildir", "Maildir/tmp", "Maildir/new", "Maildir/cur", "half", "half/tmp", "half/new"}) {
    scratch.directory(name);
  }
  cr_assert(symlink("nowhere", scratch.path("lost").c_str()) == 0);
  with_mode(scratch.file("run", ""), 0755);
  with_mode(scratch.file("plain", ""), 0644);
  const Home home(scratch.path(""), true);
  constexpr struct {
    const char* name;
    Answer want;
  } kBoxes[] = {{"./box", Answer::valid},
                {"./new", Answer::valid},
                {".new", Answer::valid},
                {"./none/box", Answer::unavailable},
                {"./pipe", Answer::unavailable},
                {"./Maildir", Answer::unavailable},
                {"./lost", Answer::cant_say},
                {"./box/x", Answer::unavailable},
                {"/none/box", Answer::unavailable},
                {".", Answer::unavailable}};
  for (const auto& c : kBoxes) expect_answer(home.mbox(c.name), c.want, c.name);
  expect_answer(home.mbox(scratch.path("box")), Answer::valid, "absolute");
  expect_answer(home.maildir("./Maildir/"), Answer::valid, "maildir");
  expect_answer(home.maildir(scratch.path("Maildir/")), Answer::valid, "absolute maildir");
  expect_answer(home.maildir("./half/"), Answer::unavailable, "maildir without cur");
  expect_answer(home.maildir("./none/"), Answer::unavailable, "missing maildir");
  expect_answer(home.program("./run"), Answer::valid, "program");
  expect_answer(home.program("./plain"), Answer::unavailable, "no program");
  expect_answer(home.program("./Maildir"), Answer::unavailable, "a directory");
  cr_expect(home.has_directory("Maildir") && !home.has_directory("box"));
}

// With rights of our own, what these don't allow says nothing; what is missing is missing.
Test(home, seen_with_other_rights) {
  if (geteuid() == 0) cr_skip_test("root may do everything");
  const ScratchDirectory scratch;
  with_mode(scratch.file(".qmail", ""), 0);
  for (const bool theirs : {true, false}) {
    const Home home(scratch.path(""), theirs);
    cr_expect(shown(home.dot_qmail(".qmail")) == (theirs ? "unavailable" : "can't say"));
    cr_expect(shown(home.dot_qmail(".qmail-x")) == "missing");
    expect_answer(home.mbox("/root-only"), theirs ? Answer::unavailable : Answer::cant_say, "/");
  }
}
