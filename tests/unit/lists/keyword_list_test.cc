#include "lists/keyword_list.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::IpAddress;
using spamweir::config::ListSource;
using spamweir::testing::CaughtLog;
using spamweir::testing::ScratchDirectory;

namespace {

std::string found_keyword(std::string_view name, const ListSource& source, CaughtLog& caught) {
  const IpAddress ip = *IpAddress::parse("11.22.33.44");
  const auto hit = spamweir::lists::find_keyword(name, ip, source, caught.log());
  return hit ? concat(hit->keywords, "|", hit->file) : "nothing";
}

struct KeywordCase {
  const char *entry, *name;
  bool want;
};

constexpr KeywordCase kKeywordCases[] = {
    {"pool", "dsl-11-22-33-44.pool.example.net", true},
    {"dsl", "dsl-11-22-33-44.pool.example.net", true},
    {"DSL", "Dsl-11-22-33-44.pool.example.net", true},
    {"dsl", "DSL-11-22-33-44.POOL.EXAMPLE.NET.", true},
    {"dsl pool", "dsl-11-22-33-44.pool.example.net", true},
    {"pool\t dsl", "dsl-11-22-33-44.pool.example.net", true},
    {"pool dsl dyn", "dsl-11-22-33-44.pool.example.net", false},
    {"dyn dsl", "dsl-11-22-33-44.pool.example.net", false},
    // The address must be in the name.
    {"pool", "dsl-11-22-33-45.pool.example.net", false},
    {"pool", "pool.example.net", false},
    {"pool", "", false},
    // Between what is no letter or digit.
    {"poo", "dsl-11-22-33-44.pool.example.net", false},
    {"ool", "dsl-11-22-33-44.pool.example.net", false},
    {"pool", "dsl-11-22-33-44.pool1.example.net", false},
    {"pool", "dsl-11-22-33-44.1pool.example.net", false},
    {"pool", "dsl-11-22-33-44.my-pool_1.example.net", true},
    {"pool", "poolpool.pool-11-22-33-44.example.net", true},
    {"pool", "11-22-33-44pool.example.net", false},
    {"pool", "pool11-22-33-44.example.net", false},
    {"my-pool", "11-22-33-44.my-pool.example.net", true},
    {"my-pool", "11-22-33-44.mypool.example.net", false},
    {"a.pool", "11-22-33-44.a.pool.example.net", true},
    {"11", "11-22-33-44.example.net", true},
    {"44", "11-22-33-44.example.net", true},
    // Not within the last two labels.
    {"example", "11-22-33-44.example.net", false},
    {"net", "11-22-33-44.example.net", false},
    {"pool", "11-22-33-44.pool.net", false},
    {"pool", "11-22-33-44.my-pool.net", false},
    {"pool.example", "11-22-33-44.pool.example.net", false},
    {"pool.", "11-22-33-44.pool.example.net", false},
    {"example", "11-22-33-44.example.example.net", true},
    {"dsl", "dsl-11-22-33-44.net", false},
    {"dsl", "dsl-11-22-33-44", false},
    {"pool", "11-22-33-44.pool.example.net.", true},
    // With a dot in front at the end.
    {".example.net", "11-22-33-44.example.net", true},
    {".Example.NET", "11-22-33-44.example.net", true},
    {".example.net.", "11-22-33-44.example.net", true},
    {".net", "11-22-33-44.example.net.", true},
    {".pool", "11-22-33-44.pool.example.net", false},
    {".example", "11-22-33-44.example.net", false},
    {"dsl .net", "dsl-11-22-33-44.pool.example.net", true},
    {"dsl .org", "dsl-11-22-33-44.pool.example.net", false},
    {".ample.net", "11-22-33-44.example.net", false},
};

}  // namespace

Test(keyword_list, entries) {
  for (const KeywordCase& c : kKeywordCases) {
    CaughtLog caught;
    const std::string got = found_keyword(c.name, {{c.entry}, {}}, caught);
    const std::string want = c.want ? concat(c.entry, "|") : "nothing";
    cr_expect(got == want, "%s, %s: got %s, want %s", c.entry, c.name, got.c_str(), want.c_str());
    cr_expect(caught.lines().empty(), "%s: %s", c.entry, caught.raw().c_str());
  }
}

Test(keyword_list, lines_of_files) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  for (const KeywordCase& c : kKeywordCases) {
    for (const char* end : {"\n", "", "\r\n", " \t\n"}) {
      const std::string file = scratch.file("list", concat("# comment\n\n", c.entry, end));
      const std::string got = found_keyword(c.name, {{}, {file}}, caught);
      const std::string want = c.want ? concat(c.entry, "|", file, "(3)") : "nothing";
      cr_expect(got == want, "%s, %s: got %s, want %s", c.entry, c.name, got.c_str(), want.c_str());
    }
  }
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(keyword_list, entries_then_files_in_order) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const char* name = "dsl-11-22-33-44.pool.example.net";
  const std::string one = scratch.file("one", "dyn\n  pool  \n");
  const std::string two = scratch.file("two", "dsl\n");
  cr_expect(found_keyword(name, {{"dyn", " .net "}, {one}}, caught) == ".net|");
  cr_expect(found_keyword(name, {{"dyn"}, {one, two}}, caught) == concat("pool|", one, "(2)"));
  cr_expect(found_keyword(name, {{}, {two, one}}, caught) == concat("dsl|", two, "(1)"));
  cr_expect(found_keyword(name, {}, caught) == "nothing");
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
  cr_expect(found_keyword(name, {{}, {scratch.path("missing"), two}}, caught).starts_with("dsl|"));
  cr_expect(caught.lines().size() == 1);
}

// An entry of which nothing is left must not match every name that holds its address.
Test(keyword_list, malformed) {
  const ScratchDirectory scratch;
  const char* cases[] = {"-",      ".",    "..",      "_", "pool .", "dsl,pool", "pool # comment",
                         "/pool/", "po*l", "pool\x01"};
  for (const char* entry : cases) {
    CaughtLog caught;
    const std::string file = scratch.file("list", concat(entry, "\n"));
    cr_expect(
        found_keyword("dsl-11-22-33-44.pool.example.net", {{entry}, {file}}, caught) == "nothing",
        "%s", entry);
    const auto said = caught.lines();
    cr_assert(said.size() == 2, "%s: got %s", entry, caught.raw().c_str());
    cr_expect(said[0].starts_with("ERROR: List entry \""), "%s: got %s", entry, said[0].c_str());
    cr_expect(said[1].starts_with(concat("ERROR: ", file, "(1): these are no keywords; allowed")),
              "%s: got %s", entry, said[1].c_str());
  }
  CaughtLog caught;
  cr_expect(found_keyword("dsl-11-22-33-44.pool.example.net", {{"", " "}, {}}, caught) ==
            "nothing");
  cr_expect(caught.lines().size() == 2, "got %s", caught.raw().c_str());
}

Test(keyword_list, no_file_is_read_for_a_name_without_the_address) {
  CaughtLog caught;
  cr_expect(found_keyword("mail.example.net", {{"-"}, {"/nowhere"}}, caught) == "nothing");
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(keyword_list, ipv6) {
  CaughtLog caught;
  const ListSource source{{"dyn"}, {}};
  const IpAddress ip = *IpAddress::parse("2001:db8::1");
  const auto find = [&](const char* name) {
    return spamweir::lists::find_keyword(name, ip, source, caught.log()).has_value();
  };
  cr_expect(find("2001-db8--1.dyn.example.net"));
  cr_expect(!find("2001-db8--2.dyn.example.net"));
}

Test(keyword_list, the_last_line_of_a_long_file) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  std::string content;
  for (uint64_t i = 0; i < 70000; ++i) content += concat("word", spamweir::to_text(i), "\n");
  const std::string file = scratch.file("list", content + "pool dsl");
  cr_expect(found_keyword("dsl-11-22-33-44.pool.example.net", {{}, {file}}, caught) ==
            concat("pool dsl|", file, "(70001)"));
  cr_expect(caught.lines().empty());
}

Test(keyword_list, a_check_passes_no_line_over) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string path = scratch.file("list", "# comment\n\npool,dsl\n");
  spamweir::lists::check_keyword_list({.entries = {"pool,dsl"}, .files = {path}}, caught.log());
  const auto lines = caught.lines();
  cr_assert(lines.size() == 2, "got %zu", lines.size());
  cr_expect(lines[1].starts_with(concat("ERROR: ", path, "(3): ")));
}
