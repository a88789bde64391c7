#include "lists/list_file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include <fstream>

#include "base/text.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::lists::ListFile;
using spamweir::os::Readable;
using spamweir::testing::CaughtLog;
using spamweir::testing::Random;
using spamweir::testing::ScratchDirectory;

namespace {

std::string all_lines(ListFile& file) {
  std::string out;
  std::string_view line;
  while (file.next(line)) {
    out += concat(spamweir::to_text(file.line_number()), "=", line, "|");
  }
  return out;
}

std::string all_entries(ListFile& file) {
  std::string out;
  std::string_view line;
  while (file.next_entry(line)) {
    out += concat(spamweir::to_text(file.line_number()), "=", line, "|");
  }
  return out;
}

constexpr size_t kMax = ListFile::kMaxLine;

}  // namespace

Test(list_file, lines) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const struct {
    const char* label;
    std::string_view content;
    const char *lines, *entries;
  } cases[] = {
      {"empty", "", "", ""},
      {"one line", "a\n", "1=a|", "1=a|"},
      {"no last line end", "a\nb", "1=a|2=b|", "1=a|2=b|"},
      {"CRLF", "a\r\nb\r\n", "1=a|2=b|", "1=a|2=b|"},
      {"CR at the end of the file", "a\r", "1=a|", "1=a|"},
      {"CR within a line", "a\rb\n", "1=a\rb|", "1=a\rb|"},
      {"blanks", " \ta b \n", "1= \ta b |", "1=a b|"},
      {"blank lines and comments", "\n#x\n \t\n #y\na\n", "1=|2=#x|3= \t|4= #y|5=a|", "5=a|"},
      {"byte order mark",
       "\xEF\xBB\xBF"
       "a\nb\n",
       "1=a|2=b|", "1=a|2=b|"},
      {"byte order mark alone", "\xEF\xBB\xBF", "", ""},
      {"half a byte order mark", "\xEF\xBB\n", "1=\xEF\xBB|", "1=\xEF\xBB|"},
      {"byte order mark later on", "a\n\xEF\xBB\xBF", "1=a|2=\xEF\xBB\xBF|", "1=a|2=\xEF\xBB\xBF|"},
      {"only a line end", "\n", "1=|", ""},
  };
  for (const auto& c : cases) {
    const std::string path = scratch.file("list", c.content);
    ListFile lines(path, caught.log());
    const std::string got = all_lines(lines);
    cr_expect(got == c.lines, "%s: got %s, want %s", c.label, got.c_str(), c.lines);
    ListFile entries(path, caught.log());
    const std::string got_entries = all_entries(entries);
    cr_expect(got_entries == c.entries, "%s: got %s, want %s", c.label, got_entries.c_str(),
              c.entries);
  }
  cr_expect(caught.lines().empty());
}

Test(list_file, nul_is_an_ordinary_character) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  ListFile file(scratch.file("list", std::string_view("a\0b\n\0\nc", 7)), caught.log());
  std::string_view line;
  cr_expect(file.next(line) && line == std::string_view("a\0b", 3));
  cr_expect(file.next(line) && line == std::string_view("\0", 1));
  cr_expect(file.next(line) && line == "c");
  cr_expect(!file.next(line));
  cr_expect(!file.next(line));
}

Test(list_file, the_longest_line) {
  const ScratchDirectory scratch;
  const struct {
    const char* label;
    size_t size;
    const char* end;
    bool given;
  } cases[] = {
      {"N-1", kMax - 1, "\n", true},
      {"N", kMax, "\n", true},
      {"N+1", kMax + 1, "\n", false},
      {"N without an end", kMax, "", true},
      {"N+1 without an end", kMax + 1, "", false},
      {"10 N", 10 * kMax, "\n", false},
      {"2 N", 2 * kMax, "\n", false},
      {"2 N - 1", 2 * kMax - 1, "\n", false},
      {"10 N without an end", 10 * kMax, "", false},
  };
  for (const auto& c : cases) {
    CaughtLog caught;
    const std::string path = scratch.file(
        "list", concat("before\n", std::string(c.size, 'x'), c.end, *c.end ? "after\n" : ""));
    ListFile file(path, caught.log());
    std::string_view line;
    cr_expect(file.next(line) && line == "before", "%s", c.label);
    if (c.given) cr_expect(file.next(line) && line.size() == c.size, "%s", c.label);
    if (*c.end) {
      cr_expect(file.next(line) && line == "after", "%s", c.label);
      cr_expect(file.line_number() == 3, "%s: got line %d", c.label,
                static_cast<int>(file.line_number()));
    }
    cr_expect(!file.next(line), "%s", c.label);
    const auto said = caught.lines();
    cr_expect(said.size() == (c.given ? 0 : 1), "%s: got %zu lines of log", c.label, said.size());
    const std::string beginning =
        concat("ERROR: ", path, "(2): the line is longer than 65536 bytes");
    if (!said.empty())
      cr_expect(said[0].starts_with(beginning), "%s: got %s", c.label, said[0].c_str());
  }
}

Test(list_file, every_place_of_a_block_border) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  for (size_t before = 2 * kMax - 12; before < 2 * kMax + 4; ++before) {
    std::string content;
    while (content.size() + 101 <= before) content += std::string(100, 'p') + "\n";
    content += std::string(before - content.size(), 'q') + "\n";
    content += "first\r\nsecond\n";
    ListFile file(scratch.file("list", content), caught.log());
    std::string_view line;
    std::string last, last_but_one;
    while (file.next(line)) {
      last_but_one = last;
      last = line;
    }
    cr_expect(last_but_one == "first" && last == "second", "%zu: got %s, %s", before,
              last_but_one.c_str(), last.c_str());
  }
  cr_expect(caught.lines().empty());
}

Test(list_file, a_million_bytes_of_any_line_lengths) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  Random random(7);
  std::vector<std::string> want;
  std::string content;
  while (content.size() < 1000000) {
    want.push_back(std::string(random.below(random.below(10) == 0 ? 60000 : 40),
                               static_cast<char>('a' + want.size() % 26)));
    content += want.back() + (random.below(2) ? "\n" : "\r\n");
  }
  ListFile file(scratch.file("list", content), caught.log());
  std::string_view line;
  size_t count = 0;
  while (file.next(line)) {
    cr_assert(count < want.size() && line == want[count], "line %zu differs", count + 1);
    ++count;
    cr_assert(file.line_number() == count);
  }
  cr_expect(count == want.size());
}

Test(list_file, a_file_without_a_size) {
  CaughtLog caught;
  ListFile file("/proc/self/status", caught.log());
  std::string_view line;
  cr_expect(file.next(line) && line.starts_with("Name:"));
  size_t count = 1;
  while (file.next(line)) ++count;
  cr_expect(count > 10);
}

Test(list_file, what_cannot_be_read_is_empty_and_told_once) {
  const ScratchDirectory scratch;
  const std::string paths[] = {scratch.path("missing"), scratch.directory("directory"),
                               scratch.fifo("fifo")};
  for (const std::string& path : paths) {
    CaughtLog caught;
    ListFile file(path, caught.log());
    std::string_view line;
    cr_expect(!file.next(line));
    cr_expect(file.readable() != Readable::yes);
    cr_expect(caught.lines().empty());
    file.report_unreadable();
    const auto said = caught.lines();
    cr_assert(said.size() == 1);
    cr_expect(said[0].starts_with(
                  concat("ERROR: Unable to read ", path, ": ", file.problem(), "; make it")),
              "got %s", said[0].c_str());
  }
}

Test(list_file, a_readable_file_is_not_reported) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  ListFile file(scratch.file("list", "a\n"), caught.log());
  file.report_unreadable();
  cr_expect(caught.lines().empty());
}

Test(list_file, reports_of_lines_end) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string path = scratch.file("list", "secret\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\n");
  ListFile file(path, caught.log());
  std::string_view line;
  while (file.next(line)) file.report_line("this is bad");
  const auto said = caught.lines();
  cr_assert(said.size() == ListFile::kMaxReports + 1, "got %zu", said.size());
  cr_expect(said[0] == concat("ERROR: ", path, "(1): this is bad; the line is skipped"), "got %s",
            said[0].c_str());
  cr_expect(said[9].starts_with(concat("ERROR: ", path, "(10): this")), "got %s", said[9].c_str());
  cr_expect(said[10].starts_with(concat("ERROR: ", path, "(11): further")), "got %s",
            said[10].c_str());
}

Test(list_file, an_entry_is_quoted_and_cut) {
  CaughtLog caught;
  const spamweir::config::ListSource source{{"a\"\n", std::string(100, 'x'), std::string(101, 'x')},
                                            {}};
  for (const std::string& entry : source.entries) {
    spamweir::lists::report_entry(caught.log(), source, entry, "this is bad");
  }
  const auto said = caught.lines();
  const std::string hundred(100, 'x');
  cr_assert(said.size() == 3);
  cr_expect(said[0] == "ERROR: List entry \"a'\\x0a\": this is bad; the entry is skipped", "got %s",
            said[0].c_str());
  cr_expect(said[1].starts_with(concat("ERROR: List entry \"", hundred, "\": ")));
  cr_expect(said[2].starts_with(concat("ERROR: List entry \"", hundred.substr(3), "...\": ")));
}

Test(list_file, an_entry_with_its_place_is_cut_too) {
  CaughtLog caught;
  spamweir::config::ListSource source{{std::string(101, 'x')}, {}};
  source.origins.resize(1);
  source.entry_option = "list-entry";
  spamweir::lists::report_entry(caught.log(), source, source.entries[0], "this is bad");
  const auto said = caught.lines();
  const std::string want = concat("ERROR: command line: list-entry=", std::string(97, 'x'),
                                  "...: this is bad; the entry is skipped");
  cr_assert(said.size() == 1);
  cr_expect(said[0] == want, "got %s", said[0].c_str());
}

// What an editor or a cron job may do to a list while a session reads it. Lines that were read into
// the block before may still come, torn ones may not do harm.
Test(list_file, a_file_that_changes_while_it_is_read) {
  const struct {
    const char* label;
    void (*change)(const std::string& path, const std::string& other);
    const char* want_last;
  } cases[] = {
      {"cut to nothing",
       [](const auto& path, const auto&) { cr_assert(!truncate(path.c_str(), 0)); }, ""},
      {"cut in the middle of a line",
       [](const auto& path, const auto&) { cr_assert(!truncate(path.c_str(), 3 * kMax + 5)); }, ""},
      {"replaced",
       [](const auto& path, const auto& other) { cr_assert(!rename(other.c_str(), path.c_str())); },
       "the last line"},
      {"removed", [](const auto& path, const auto&) { cr_assert(!unlink(path.c_str())); },
       "the last line"},
      {"longer",
       [](const auto& path, const auto&) { std::ofstream(path, std::ios::app) << "\none more"; },
       "one more"},
  };
  const ScratchDirectory scratch;
  std::string content;
  while (content.size() < 10 * kMax) content += "a line of this list\n";
  for (const auto& c : cases) {
    CaughtLog caught;
    const std::string other = scratch.file("other", std::string(20 * kMax, 'o'));
    const std::string path = scratch.file("list", content + "the last line");
    ListFile file(path, caught.log());
    std::string_view line;
    cr_assert(file.next(line) && line == "a line of this list", "%s", c.label);
    c.change(path, other);
    std::string last;
    uint64_t count = 1;
    while (file.next(line)) {
      last = line;
      cr_assert(++count == file.line_number());
    }
    cr_expect(file.readable() == Readable::yes, "%s", c.label);
    if (*c.want_last) cr_expect(last == c.want_last, "%s: got %s", c.label, last.c_str());
    cr_expect(count <= content.size() / 20 + 2, "%s: got %d lines", c.label,
              static_cast<int>(count));
    cr_expect(caught.lines().empty(), "%s: %s", c.label, caught.raw().c_str());
  }
}
