#include "lists/header_patterns.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::lists::HeaderLines;
using spamweir::lists::HeaderPatterns;
using spamweir::testing::CaughtLog;
using spamweir::testing::Random;
using spamweir::testing::ScratchDirectory;

namespace {

std::string unfolded(std::string_view header) {
  std::string out;
  HeaderLines lines(header);
  for (std::string line; lines.next(line);) out += line + "|";
  return out;
}

bool matches(const HeaderPatterns& patterns, std::string_view header) {
  return patterns.match_header(header).has_value();
}

}  // namespace

Test(header_patterns, lines_are_unfolded) {
  const struct {
    const char* label;
    std::string_view header;
    const char* want;
  } cases[] = {
      {"nothing", "", ""},
      {"lines", "A: x\r\nB: y\r\n", "A: x|B: y|"},
      {"no last line end", "A: x\r\nB: y", "A: x|B: y|"},
      {"LF alone", "A: x\nB: y\n", "A: x|B: y|"},
      {"ends at the empty line", "A: x\r\n\r\nB: y\r\n", "A: x|"},
      {"begins with the empty line", "\r\nB: y\r\n", ""},
      {"continuation by a blank", "A: x\r\n y\r\nB: z\r\n", "A: x y|B: z|"},
      {"continuation by a tab", "A: x\r\n\ty\r\n", "A: x y|"},
      {"several continuations", "A:\r\n x\r\n\t \ty\r\n z\r\n", "A: x y z|"},
      {"continuation of blanks alone", "A: x\r\n \r\nB: y\r\n", "A: x|B: y|"},
      {"continuation of blanks, then text", "A: x\r\n \r\n y\r\n", "A: x y|"},
      {"blanks at the end", "A: x \t \r\n", "A: x|"},
      {"blanks at the end before a continuation", "A: x \r\n y\r\n", "A: x y|"},
      {"runs of white space", "A:  x \t y\r\n", "A: x y|"},
      {"CR within a line", "A: x\ry\r\n", "A: x y|"},
      {"no blank behind the colon", "A:x\r\n", "A: x|"},
      {"a tab behind the colon", "A:\tx\r\n", "A: x|"},
      {"blanks before the colon", "A \t: x\r\n", "A: x|"},
      {"only the first colon", "A:x:y : z\r\n", "A: x:y : z|"},
      {"no value", "A:\r\nB: \r\n", "A: |B: |"},
      {"no colon", "abc  def\r\n", "abc def|"},
      {"a colon first", ": x\r\n", ": x|"},
      {"a continuation first", " x\r\nA: y\r\n", " x|A: y|"},
      {"8-bit bytes", "A: \xE4\xFF\r\n", "A: \xE4\xFF|"},
  };
  for (const auto& c : cases) {
    const std::string got = unfolded(c.header);
    cr_expect(got == c.want, "%s: got %s, want %s", c.label, got.c_str(), c.want);
  }
}

Test(header_patterns, nul_is_an_ordinary_character) {
  const std::string_view header("A: x\0y\r\nB: z\r\n", 14);
  cr_expect(unfolded(header) == std::string("A: x\0y|B: z|", 12));
  CaughtLog caught;
  cr_expect(matches(HeaderPatterns({{"A: *y"}, {}}, caught.log()), header));
}

Test(header_patterns, match) {
  const struct {
    const char *pattern, *header;
    bool want;
  } cases[] = {
      {"X-Spam: Yes", "X-Spam: Yes", true},
      {"x-spam: yes", "X-SPAM: YES", true},
      {"X-Spam: Yes", "X-Spam: No", false},
      {"X-Spam: Yes", "X-Spam: Yes, really", false},
      {"X-Spam: y*", "X-Spam: Yes, really", true},
      {"X-Spam: Yes", "Y-X-Spam: Yes", false},
      {"X-Spam: Yes", "X-Spam:Yes", true},
      {"X-Spam: Yes", "X-Spam:\t  Yes \t", true},
      {"X-Spam: Yes", "X-Spam : Yes", true},
      {"X-Spam: Yes", "X-Spam:\r\n Yes", true},
      {"X-Spam:Yes", "X-Spam: Yes", true},
      {"X-Spam:Yes", "X-Spam:Yes", true},
      {"X-Spam:   Yes", "X-Spam: Yes", true},
      {"X-Spam:\tYes", "X-Spam: Yes", true},
      {"Subject: *buy   now*", "Subject: please buy\r\n\tnow!", true},
      {"Subject:*buy now*", "Subject: please buy now!", true},
      {"Subject: *buy now*", "Subject: please buynow!", false},
      {"*: yes", "X-Any: yes", true},
      {"*: yes", "yes", false},
      {"X-*: *", "X-Any: thing", true},
      {"X-*: *", "Y-Any: thing", false},
      {"X-Empty: *", "X-Empty:", true},
      {"X-Empty:", "X-Empty:", true},
      {"X-Empty:", "X-Empty: x", false},
      {"X-Empty: ?*", "X-Empty:", false},
      {"Subject*a:b*", "Subject: x a:b c", true},
      {"Subject: a:b", "Subject: a:b", true},
      {"Subject: a: b", "Subject: a:b", false},
      {"[[:alpha:]]*: x", "Sub: x", true},
      {"Subject: [0-9][0-9]", "Subject: 42", true},
      {"Subject: \\*", "Subject: *", true},
      {"Subject: \\*", "Subject: x", false},
      {"Subject: \xE4*", "Subject: \xE4z", true},
  };
  for (const auto& c : cases) {
    CaughtLog caught;
    const HeaderPatterns patterns({{c.pattern}, {}}, caught.log());
    const std::string header = concat("From: x\r\n", c.header, "\r\nTo: y\r\n");
    const auto hit = patterns.match_header(header);
    cr_expect(hit.has_value() == c.want, "%s, %s: got %d", c.pattern, c.header, hit.has_value());
    cr_expect(caught.lines().empty(), "%s: %s", c.pattern, caught.raw().c_str());
    if (!hit) continue;
    cr_expect(hit->hit.text == c.pattern, "got %s", hit->hit.text.c_str());
    cr_expect(matches(patterns, hit->line), "%s: %s does not match again", c.pattern,
              hit->line.c_str());
  }
}

Test(header_patterns, entries_then_files_in_order) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string file = scratch.file("list", "\xEF\xBB\xBF# comment\r\n\r\nX-A: *\r\nX-B: *");
  const HeaderPatterns patterns({{"X-B: x", "X-B: y"}, {file}}, caught.log());
  const struct {
    const char *line, *want;
  } cases[] = {{"X-B: x", "X-B: x"},
               {"X-B: y", "X-B: y"},
               {"X-B: z", "(4)"},
               {"X-A: z", "(3)"},
               {"X-C: z", ""}};
  for (const auto& c : cases) {
    const auto hit = patterns.match_header(c.line);
    const std::string got = hit ? hit->hit.text : "";
    const std::string want = *c.want == '(' ? concat(file, c.want) : c.want;
    cr_expect(got == want, "%s: got %s, want %s", c.line, got.c_str(), want.c_str());
  }
  cr_expect(!patterns.empty());
  cr_expect(HeaderPatterns({}, caught.log()).empty());
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(header_patterns, the_first_line_that_matches) {
  CaughtLog caught;
  const HeaderPatterns patterns({{"X-B: *", "X-A: *"}, {}}, caught.log());
  const auto hit = patterns.match_header("X-C: 1\r\nX-A:  2\r\nX-B: 3\r\n");
  cr_assert(hit.has_value());
  cr_expect(hit->line == "X-A: 2", "got %s", hit->line.c_str());
  cr_expect(hit->hit.text == "X-A: *");
  cr_expect(!patterns.match_header("X-C: 1\r\n\r\nX-A: in the body\r\n").has_value());
  cr_expect(!patterns.match_header("").has_value());
}

Test(header_patterns, a_pattern_needs_a_colon) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string file = scratch.file("list", "*spam*\nX-A: *\n[[:alpha:]]\n");
  const HeaderPatterns patterns({{"*", ""}, {file, scratch.path("missing")}}, caught.log());
  cr_expect(matches(patterns, "X-A: x"));
  cr_expect(!matches(patterns, "X-B: spam"));
  const auto said = caught.lines();
  cr_assert(said.size() == 5, "got %s", caught.raw().c_str());
  cr_expect(said[0] ==
                "ERROR: List entry \"*\": this is no header pattern; write NAME: PATTERN, with *, "
                "? and [...]"
                " as wildcards; the entry is skipped",
            "got %s", said[0].c_str());
  cr_expect(said[2].starts_with(concat("ERROR: ", file, "(1): this is no header pattern")));
  cr_expect(said[3].starts_with(concat("ERROR: ", file, "(3): this is no header pattern")));
  cr_expect(said[4].starts_with(concat("ERROR: Unable to read ", scratch.path("missing"))));
}

Test(header_patterns, any_header_ends_well) {
  Random random(19);
  CaughtLog caught(spamweir::log::Level::none);
  const HeaderPatterns patterns({{"*:*a*b*", "a:*", "*: \xFF*"}, {}}, caught.log());
  for (int i = 0; i < 20000; ++i) {
    const std::string header =
        i % 4 ? random.text(random.below(40), "ab: \t\r\n\n") : random.bytes(random.below(200));
    HeaderLines lines(header);
    for (std::string line; lines.next(line);) {
      cr_assert(line.find('\n') == std::string::npos && line.find('\t') == std::string::npos);
      cr_assert(line.find("  ") == std::string::npos, "%s", line.c_str());
    }
    patterns.match_header(header);
  }
}

Test(header_patterns, a_header_as_long_as_can_be, .timeout = 20) {
  CaughtLog caught;
  const HeaderPatterns patterns({{"Subject: *viagra*", "Subject:*a*b*c*d"}, {}}, caught.log());
  const std::string long_line = concat("Subject: ", std::string(512 * 1024, 'a'));
  cr_expect(!patterns.match_header(long_line).has_value());
  std::string many;
  while (many.size() < 512 * 1024) many += "a\r\n";
  cr_expect(!patterns.match_header(many).has_value());
  std::string folded = "Subject:";
  while (folded.size() < 512 * 1024) folded += "\r\n \t";
  cr_expect(patterns.match_header(concat(folded, "viagra")).has_value());
}

// The last byte of `viagra` stands at `end`.
Test(header_patterns, only_the_beginning_of_a_line_is_matched) {
  CaughtLog caught;
  const HeaderPatterns spaced({{"Subject: *viagra*"}, {}}, caught.log());
  const HeaderPatterns tight({{"Subject:[v]*viagra"}, {}}, caught.log());
  const size_t max = HeaderPatterns::kMaxMatched;
  for (const size_t end : {max - 1, max, max + 1}) {
    std::string line = "Subject: ";
    line.append(end - 6 - line.size(), 'v');
    line += "viagra";
    cr_assert(line.size() == end);
    const bool want = end <= max;
    cr_expect(matches(spaced, line) == want, "%zu: want %d", end, want);
    cr_expect(matches(tight, line) == want, "%zu: want %d", end, want);
    const auto hit = spaced.match_header(concat(line, " and more\r\n"));
    cr_expect(hit.has_value() == want, "%zu: want %d", end, want);
    if (hit) cr_expect(hit->line == concat(line, " and more"), "%zu: the line is cut", end);
  }
  const HeaderPatterns short_line({{"Subject: *b"}, {}}, caught.log());
  const std::string cut = concat("Subject: ", std::string(max - 10, 'a'), "b");
  cr_expect(matches(short_line, concat(cut, "c")), "a line is judged as if it ended there");
}

// With a matcher that finds out at each place anew which literal may stand there, this takes
// minutes.
Test(header_patterns, many_hostile_patterns, .timeout = 20) {
  CaughtLog caught;
  std::vector<std::string> entries;
  for (uint64_t i = 0; i < 1000; ++i) {
    const std::string number = spamweir::to_text(i);
    entries.push_back(concat("*:*", std::string(60, 'v'), number, "*"));
    entries.push_back(concat("Subject: *v", number, "i*a", number, "gra*"));
  }
  const HeaderPatterns patterns({entries, {}}, caught.log());
  const std::string digits = "Subject: 0123456789iagra";
  cr_expect(!patterns.match_header(concat(digits, std::string(500000, 'v'))).has_value());
  const auto hit = patterns.match_header(concat(digits, std::string(70, 'v'), "999"));
  cr_assert(hit.has_value());
  cr_expect(hit->hit.text == concat("*:*", std::string(60, 'v'), "9*"), "got %s",
            hit->hit.text.c_str());
}

// 10,000 patterns for each of 64 lines as long as are matched, and none of them says no at once: a
// hundred times the work that is allowed.
Test(header_patterns, gives_up_on_a_header_that_costs_too_much, .timeout = 60) {
  CaughtLog caught;
  std::vector<std::string> entries;
  for (uint64_t i = 0; i < 10000; ++i) {
    entries.push_back(concat("*:*a*b*c*d*", spamweir::to_text(i), "x*"));
  }
  entries.push_back("Subject: viagra");
  const HeaderPatterns patterns({entries, {}}, caught.log());
  std::string header;
  for (int i = 0; i < 64; ++i) {
    header += concat("X: abcdx0123456789", std::string(HeaderPatterns::kMaxMatched, 'd'), "\r\n");
  }
  cr_expect(!matches(patterns, concat(header, "Subject: viagra\r\n")));
  const auto said = caught.lines();
  cr_assert(said.size() == 1, "got %s", caught.raw().c_str());
  cr_expect(said[0].starts_with("ERROR: The header filter gave up on a header of "), "got %s",
            said[0].c_str());
  cr_expect(said[0].find(" 10001 patterns, ") != std::string::npos, "got %s", said[0].c_str());
  // The next header has all its steps again.
  cr_expect(matches(patterns, "Subject: viagra\r\n"));
  cr_expect(matches(patterns, concat("Subject: viagra\r\n", header)));
  cr_expect(caught.lines().size() == 1);
}

// Many lines cost even if each pattern says no at the first look.
Test(header_patterns, gives_up_on_very_many_lines, .timeout = 60) {
  CaughtLog caught;
  std::vector<std::string> entries(5000, "*:*q");
  entries.push_back("Subject: viagra");
  const HeaderPatterns patterns({entries, {}}, caught.log());
  std::string header;
  while (header.size() < 512 * 1024) header += "a:\n";
  cr_expect(!matches(patterns, concat(header, "Subject: viagra\n")));
  cr_expect(caught.lines().size() == 1, "got %s", caught.raw().c_str());
  cr_expect(matches(patterns, concat(header.substr(0, 999), "Subject: viagra\n")));
}
