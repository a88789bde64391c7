#include "lists/address_list.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::config::ListSource;
using spamweir::lists::AddressList;
using spamweir::smtp::Address;
using spamweir::testing::CaughtLog;
using spamweir::testing::Random;
using spamweir::testing::ScratchDirectory;

namespace {

// Without an @ an unqualified address.
Address address(std::string_view text) {
  const size_t at = text.rfind('@');
  if (at == std::string_view::npos) return {std::string(text), ""};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

std::string found(const Address& address, const ListSource& source, CaughtLog& caught) {
  const auto hit = AddressList(source, caught.log()).find(address);
  return hit ? spamweir::lists::log_piece(*hit) : "nothing";
}

struct AddressCase {
  const char *entry, *address;
  bool want;
};

constexpr AddressCase kAddressCases[] = {
    {"joe@example.com", "joe@example.com", true},
    {"JOE@Example.COM", "joe@example.com", true},
    {"joe@example.com", "Joe@EXAMPLE.com", true},
    {"joe@example.com", "jo@example.com", false},
    {"joe@example.com", "xjoe@example.com", false},
    {"joe@example.com", "joe@example.org", false},
    {"joe@example.com", "joe@sub.example.com", false},
    {"joe@example.com", "joe@example.com.", false},
    {"joe@example.com", "joe", false},
    {"joe@example.com", "", false},
    {"a@b@example.com", "a@b@example.com", true},
    {"b@example.com", "a@b@example.com", false},
    {"@example.com", "joe@example.com", true},
    {"@EXAMPLE.com", "joe@example.COM", true},
    {"@example.com", "joe@sub.example.com", true},
    {"@example.com", "joe@a.b.example.com", true},
    {"@example.com", "joe@notexample.com", false},
    {"@example.com", "joe@example.com.test", false},
    {"@example.com", "joe@com", false},
    {"@com", "joe@example.com", true},
    {"@example.com", "joe", false},
    {"@example.com", "", false},
    {"@sub.example.com", "joe@example.com", false},
    {"@[127.0.0.1]", "joe@[127.0.0.1]", true},
    {"joe@", "joe@example.com", true},
    {"JOE@", "joe@other.test", true},
    {"joe@", "joe", true},
    {"joe@", "joey@example.com", false},
    {"joe@", "xjoe@example.com", false},
    {"joe@", "", false},
    {"a@b@", "a@b@example.com", true},
    {"<>", "", true},
    {"<>", "joe@example.com", false},
    {"<>", "joe", false},
    {"/joe/", "joe@example.com", true},
    {"/^joe@example\\.com$/", "JOE@example.com", true},
    {"/^joe$/", "joe@example.com", false},
    {"/^joe$/", "joe", true},
    {"/\\.(info|biz)$/", "x@spam.BIZ", true},
    {"/\\.(info|biz)$/", "x@spam.biz.test", false},
    {"/[0-9]{8}@/", "12345678@example.com", true},
    {"/[0-9]{8}@/", "1234567@example.com", false},
    {"/.*/", "", false},
    {"/^$/", "", false},
    {"/a b/", "a b@example.com", true},
    {"joe@example.com", "prvs=1234567890=joe@example.com", true},
    {"joe@example.com", "PRVS=1234567890=Joe@example.com", true},
    {"joe@", "prvs=1234567890=joe@example.com", true},
    {"@example.com", "prvs=1234567890=joe@example.com", true},
    {"/^joe@/", "prvs=1234567890=joe@example.com", true},
    {"/^prvs=/", "prvs=1234567890=joe@example.com", true},
    {"prvs=1234567890=joe@example.com", "prvs=1234567890=joe@example.com", true},
    {"prvs=1234567890=joe@example.com", "joe@example.com", false},
    {"joe@example.com", "prvs=joe@example.com", false},
    {"joe@example.com", "xprvs=1234567890=joe@example.com", false},
    {"joe@example.com", "prvs=1234567890=jo@example.com", false},
};

}  // namespace

Test(address_list, entries) {
  for (const AddressCase& c : kAddressCases) {
    CaughtLog caught;
    const bool got = found(address(c.address), {{c.entry}, {}}, caught) != "nothing";
    cr_expect(got == c.want, "%s, %s: got %d, want %d", c.entry, c.address, got, c.want);
    cr_expect(caught.lines().empty(), "%s: %s", c.entry, caught.raw().c_str());
  }
}

// The quick look that passes over most lines of a file must never pass over a line that matches.
Test(address_list, lines_of_files) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  for (const AddressCase& c : kAddressCases) {
    for (const char* end : {"\n", "", "\r\n", " \t\n"}) {
      const std::string_view indent = end[0] == ' ' ? "\t" : "";
      const std::string file = scratch.file("list", concat("# comment\n", indent, c.entry, end));
      const std::string got = found(address(c.address), {{}, {file}}, caught);
      const std::string want = c.want ? concat("file: ", file, "(2)") : "nothing";
      cr_expect(got == want, "%s, %s: got %s, want %s", c.entry, c.address, got.c_str(),
                want.c_str());
    }
  }
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(address_list, malformed) {
  const ScratchDirectory scratch;
  const char* cases[] = {
      "example.com",
      "joe",
      "@",
      "@.example.com",
      "joe@.example.com",
      "<joe@example.com>",
      "joe @example.com",
      "joe@example.com x",
      "joe@example.com # comment",
      "< >",
      "/",
      "//",
      "/joe",
      "/joe@example.com",
      "/(/",
      "/[/",
      "@",
  };
  for (const char* entry : cases) {
    CaughtLog caught;
    const std::string file = scratch.file("list", concat(entry, "\n"));
    cr_expect(found(address("joe@example.com"), {{entry}, {file}}, caught) == "nothing", "%s",
              entry);
    const auto said = caught.lines();
    cr_assert(said.size() == 2, "%s: got %s", entry, caught.raw().c_str());
    cr_expect(said[0].starts_with("ERROR: List entry \""), "%s: got %s", entry, said[0].c_str());
    cr_expect(said[1].starts_with(concat("ERROR: ", file, "(1): this is no ")), "%s: got %s", entry,
              said[1].c_str());
    cr_expect(said[1].find("joe") == std::string::npos, "%s: the file is quoted", entry);
  }
}

Test(address_list, control_characters_are_malformed) {
  CaughtLog caught;
  found(address("joe@example.com"), {{"joe@exa\tmple.com", "joe@exa\x01mple.com"}, {}}, caught);
  cr_expect(caught.lines().size() == 2, "got %s", caught.raw().c_str());
}

Test(address_list, errors_say_what_is_allowed) {
  CaughtLog caught;
  found(address("joe@example.com"), {{"example.com", "/a(b/", "joe"}, {}}, caught);
  const auto said = caught.lines();
  cr_assert(said.size() == 3);
  cr_expect(
      said[0] ==
          "ERROR: List entry \"example.com\": this is no address; allowed are user@domain, @domain"
          " (a domain and all below it), user@, <> and /regex/; the entry is skipped",
      "got %s", said[0].c_str());
  cr_expect(
      said[1].starts_with(
          "ERROR: List entry \"/a(b/\": this is no POSIX extended regular expression (Unmatched ("),
      "got %s", said[1].c_str());
  cr_expect(said[2].starts_with("ERROR: List entry \"joe\": this is no address"), "got %s",
            said[2].c_str());
}

Test(address_list, entries_then_files_in_order) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string one = scratch.file("one", "joe@example.com");
  const std::string two = scratch.file("two", "x@y.test\n@example.com\n");
  const Address joe = address("joe@example.com");
  cr_expect(found(joe, {{"joe@"}, {one}}, caught) == "entry: joe@");
  cr_expect(found(joe, {{"jim@"}, {two, one}}, caught) == concat("file: ", two, "(2)"));
  cr_expect(found(joe, {}, caught) == "nothing");
  cr_expect(caught.lines().empty());
  cr_expect(found(joe, {{}, {scratch.path("missing"), one}}, caught) ==
            concat("file: ", one, "(1)"));
  cr_expect(caught.lines().size() == 1);
}

Test(address_list, random_lines_match_as_entries_do) {
  const ScratchDirectory scratch;
  Random random(9);
  const Address addresses[] = {address("a@a.b"),
                               address("b@b"),
                               address(""),
                               address("a"),
                               address("prvs=1=a@a.b"),
                               address("ab@abab.baba"),
                               address("prvs=1=a@ab.ababab")};
  size_t matches = 0;
  for (int i = 0; i < 6000; ++i) {
    std::string line = random.text(1 + random.below(6), "aabbAB@@@../<>");
    if (i % 2) line += addresses[5 + random.below(2)].text().substr(random.below(12));
    const std::string file = scratch.file("list", line);
    CaughtLog caught(spamweir::log::Level::none);
    for (const Address& one : addresses) {
      const bool by_entry = found(one, {{line}, {}}, caught) != "nothing";
      const bool by_file = found(one, {{}, {file}}, caught) != "nothing";
      cr_assert(by_entry == by_file, "%s, %s: entry %d, file %d", line.c_str(), one.text().c_str(),
                by_entry, by_file);
      matches += by_entry;
    }
  }
  cr_expect(matches > 100, "got %zu", matches);
}

Test(address_list, a_list_that_is_asked_often) {
  CaughtLog caught;
  for (const AddressCase& c : kAddressCases) {
    const ListSource source{{c.entry}, {}};
    AddressList list(source, caught.log());
    for (int i = 0; i < 2; ++i) {
      list.find(address("other@elsewhere.test"));
      const bool got = list.find(address(c.address)).has_value();
      cr_expect(got == c.want, "%s, %s, time %d: got %d", c.entry, c.address, i, got);
    }
  }
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(address_list, answers_are_remembered) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const ListSource source{{}, {scratch.file("list", "malformed\njoe@example.com\n/^x/\n")}};
  AddressList list(source, caught.log());
  const std::string where = concat(source.files[0], "(2)");
  cr_assert(list.find(address("joe@example.com")).has_value());
  cr_expect(!list.find(address("jim@example.com")).has_value());
  const size_t said = caught.lines().size();
  scratch.file("list", "jim@example.com\njane@example.com\n");
  const auto again = list.find(address("JOE@Example.com"));
  cr_assert(again.has_value());
  cr_expect(again->text == where, "got %s", again->text.c_str());
  cr_expect(!list.find(address("jim@example.com")).has_value());
  cr_expect(list.find(address("jane@example.com")).has_value());
  // The same text, but an unqualified address.
  cr_expect(!list.find({"joe@example.com", ""}).has_value());
  cr_expect(caught.lines().size() == said, "got %s", caught.raw().c_str());
}

Test(address_list, remembered_answers_are_bounded) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  for (const size_t others : {AddressList::kMaxRemembered - 1, AddressList::kMaxRemembered}) {
    const ListSource source{{}, {scratch.file("list", "joe@example.com\n")}};
    AddressList list(source, caught.log());
    cr_expect(list.find(address("joe@example.com")).has_value());
    for (size_t i = 0; i < others; ++i) {
      cr_assert(!list.find(address(concat(spamweir::to_text(i), "@x.test"))).has_value());
    }
    scratch.file("list", "");
    const bool got = list.find(address("joe@example.com")).has_value();
    cr_expect(got == (others < AddressList::kMaxRemembered), "%zu others: got %d", others, got);
  }
}

Test(address_list, a_check_passes_no_line_over) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string path = scratch.file("list", "# comment\n\njoe@example .com\n");
  spamweir::lists::check_address_list({.entries = {"joe@example .com"}, .files = {path}},
                                      caught.log());
  const auto lines = caught.lines();
  cr_assert(lines.size() == 2, "got %zu", lines.size());
  cr_expect(lines[1].starts_with(concat("ERROR: ", path, "(3): ")));
}
