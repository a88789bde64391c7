#include "lists/name_list.h"

#include <criterion/criterion.h>

#include <filesystem>

#include "base/text.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::config::ListSource;
using spamweir::testing::CaughtLog;
using spamweir::testing::Random;
using spamweir::testing::ScratchDirectory;

namespace {

std::string found_name(std::string_view name, const ListSource& source, CaughtLog& caught) {
  const auto hit = spamweir::lists::find_name(name, source, caught.log());
  return hit ? spamweir::lists::log_piece(*hit) : "nothing";
}

struct NameCase {
  const char *entry, *name;
  bool want;
};

constexpr NameCase kNameCases[] = {
    {"mail.example.com", "mail.example.com", true},
    {"MAIL.Example.COM", "mail.example.com", true},
    {"mail.example.com", "Mail.EXAMPLE.com", true},
    {"mail.example.com", "mail.example.com.", true},
    {"mail.example.com.", "mail.example.com", true},
    {"mail.example.com.", "mail.example.com.", true},
    {"mail.example.com", "x.mail.example.com", false},
    {"mail.example.com", "xmail.example.com", false},
    {"mail.example.com", "ail.example.com", false},
    {"mail.example.com", "example.com", false},
    {"mail.example.com", "mail.example.org", false},
    {"mail.example.com", "mail.example.com.test", false},
    {"mail.example.com", "", false},
    {"mail.example.com", ".", false},
    {".example.com", "example.com", true},
    {".example.com", "mail.example.com", true},
    {".example.com", "a.b.example.com.", true},
    {".EXAMPLE.com.", "a.b.example.COM", true},
    {".example.com", "notexample.com", false},
    {".example.com", "example.com.test", false},
    {".example.com", "com", false},
    {".example.com", "", false},
    {".foo.com", "foo.com", true},
    {".foo.com.", "foo.com", true},
    {".a.foo.com", "a.foo.com", true},
    {".a.foo.com", "foo.com", false},
    {".com", "example.com", true},
    {".com", "com", true},
    {"com", "com", true},
    {"com", "example.com", false},
    {"a.b", "a.b", true},
    {".b", "a.b", true},
    {"localhost", "localhost", true},
    {"11.22.33.44", "11.22.33.44", true},
    {"host1", "host1", true},
    {"a_b-c.example.com", "a_b-c.example.com", true},
    {"\xC3\xA4.example.com", "\xC3\xA4.example.com", true},
    {"\xC3\xA4", "\xC3\xA4", true},
};

}  // namespace

Test(name_list, entries) {
  for (const NameCase& c : kNameCases) {
    CaughtLog caught;
    const bool got = found_name(c.name, {{c.entry}, {}}, caught) != "nothing";
    cr_expect(got == c.want, "%s, %s: got %d, want %d", c.entry, c.name, got, c.want);
    cr_expect(caught.lines().empty(), "%s: %s", c.entry, caught.raw().c_str());
  }
}

// The quick look that passes over most lines of a file must never pass over a line that matches.
Test(name_list, lines_of_files) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  for (const NameCase& c : kNameCases) {
    for (const char* end : {"\n", "", "\r\n", " \t\n"}) {
      const std::string_view indent = end[0] == ' ' ? "\t" : "";
      const std::string file = scratch.file("list", concat("# comment\n\n", indent, c.entry, end));
      const std::string got = found_name(c.name, {{}, {file}}, caught);
      const std::string want = c.want ? concat("file: ", file, "(3)") : "nothing";
      cr_expect(got == want, "%s, %s: got %s, want %s", c.entry, c.name, got.c_str(), want.c_str());
    }
  }
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(name_list, malformed) {
  const ScratchDirectory scratch;
  const char* cases[] = {
      ".",
      "..",
      "example.com..",
      "a b.test",
      "x.test y",
      "x.test # comment",
      "x.test/",
      "11.22.33.0/24",
      "@x.test!",
      "*.x.test 1",
      "x.test,",
      "x@1",
  };
  for (const char* entry : cases) {
    CaughtLog caught;
    const std::string file = scratch.file("list", concat(entry, "\n"));
    cr_expect(found_name("x.example.com", {{entry}, {file}}, caught) == "nothing", "%s", entry);
    const auto said = caught.lines();
    cr_assert(said.size() == 2, "%s: got %s", entry, caught.raw().c_str());
    cr_expect(said[0].starts_with("ERROR: List entry \""), "%s: got %s", entry, said[0].c_str());
    const std::string want = concat("ERROR: ", file,
                                    "(1): this is no name; allowed are mail.example.com and"
                                    " .example.com (the name and all below it); the line is"
                                    " skipped");
    cr_expect(said[1] == want, "%s: got %s", entry, said[1].c_str());
  }
}

// What the short look at a line lets pass is still malformed as an entry, and matches nothing.
Test(name_list, malformed_to_a_longer_look) {
  for (const char* entry : {"*.example.com", "@example.com", "x/example.com", "a..example.com",
                            "..example.com", "x.example.com\t.y"}) {
    CaughtLog caught;
    cr_expect(found_name("x.example.com", {{entry}, {}}, caught) == "nothing", "%s", entry);
    cr_expect(caught.lines().size() == 1, "%s: got %s", entry, caught.raw().c_str());
  }
}

Test(name_list, entries_then_files_then_directories) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string one = scratch.file("one", "mail.example.com");
  const std::string two = scratch.file("two", "x.test\n.example.com\n");
  std::filesystem::create_directories(scratch.path("tree/com/e/example"));
  const std::string tree = scratch.path("tree");
  scratch.file("tree/com/e/example/example.com", "");
  const char* name = "mail.example.com";
  const struct {
    const char* label;
    ListSource source;
    std::string want;
  } cases[] = {
      {"no list", {}, "nothing"},
      {"an entry", {{"x", ".com"}, {one}, {tree}}, "entry: .com"},
      {"blanks around an entry", {{" .com "}, {one}}, "entry:  .com "},
      {"a file", {{"x"}, {two, one}, {tree}}, concat("file: ", two, "(2)")},
      {"the first file", {{}, {one, two}}, concat("file: ", one, "(1)")},
      {"a directory", {{"x"}, {}, {tree}}, "path: com/e/example/example.com"},
      {"the second directory",
       {{}, {}, {scratch.directory("empty"), tree}},
       "path: com/e/example/example.com"},
  };
  for (const auto& c : cases) {
    const std::string got = found_name(name, c.source, caught);
    cr_expect(got == c.want, "%s: got %s, want %s", c.label, got.c_str(), c.want.c_str());
  }
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
  cr_expect(
      found_name(name, {{}, {scratch.path("missing")}, {tree}}, caught).starts_with("path: "));
  cr_expect(caught.lines().size() == 1);
}

// A client without a name costs no reading.
Test(name_list, no_name) {
  CaughtLog caught;
  const ListSource source{{"", ".", "a b"}, {"/nowhere"}, {"/nowhere"}};
  cr_expect(found_name("", source, caught) == "nothing");
  cr_expect(found_name(".", source, caught) == "nothing");
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(name_list, random_lines_match_as_entries_do) {
  const ScratchDirectory scratch;
  Random random(29);
  const char* names[] = {"a",         "a.b",        "ab.ba",        "b.ab.ba",
                         "abab.baba", "a.b.ababab", "bb.abab.baba."};
  size_t matches = 0;
  for (int i = 0; i < 6000; ++i) {
    std::string line = random.text(1 + random.below(5), "aabbAB..../@ ");
    if (i % 2) line += std::string(names[4 + random.below(3)]).substr(random.below(9));
    const std::string file = scratch.file("list", line);
    CaughtLog caught(spamweir::log::Level::none);
    for (const char* name : names) {
      const bool by_entry = found_name(name, {{line}, {}}, caught) != "nothing";
      const bool by_file = found_name(name, {{}, {file}}, caught) != "nothing";
      cr_assert(by_entry == by_file, "%s, %s: entry %d, file %d", line.c_str(), name, by_entry,
                by_file);
      matches += by_entry;
    }
  }
  cr_expect(matches > 100, "got %zu", matches);
}

Test(name_list, the_last_line_of_a_long_file) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  std::string content;
  for (uint64_t i = 0; i < 100000; ++i) {
    content += concat("host-", spamweir::to_text(i), i % 2 ? ".example.com\n" : ".example.net.\n");
  }
  const std::string file = scratch.file("list", content + ".last.example.com");
  cr_expect(found_name("x.LAST.example.com", {{}, {file}}, caught) ==
            concat("file: ", file, "(100001)"));
  cr_expect(found_name("x.lost.example.com", {{}, {file}}, caught) == "nothing");
  cr_expect(found_name("host-99998.example.net", {{}, {file}}, caught) ==
            concat("file: ", file, "(99999)"));
  cr_expect(caught.lines().empty());
}

Test(name_list, a_check_passes_no_line_over) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string path = scratch.file("list", "# comment\n\na..example.com\n");
  spamweir::lists::check_name_list({.entries = {"a..example.com"}, .files = {path}}, caught.log());
  const auto lines = caught.lines();
  cr_assert(lines.size() == 2, "got %zu", lines.size());
  cr_expect(lines[1].starts_with(concat("ERROR: ", path, "(3): ")));
}
