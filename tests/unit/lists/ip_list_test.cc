#include "lists/ip_list.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "config/configuration.h"
#include "lists/ip_pattern.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::IpAddress;
using spamweir::config::ListSource;
using spamweir::lists::find_ip;
using spamweir::lists::IpPattern;
using spamweir::testing::CaughtLog;
using spamweir::testing::Random;
using spamweir::testing::ScratchDirectory;

namespace {

std::string found_address(const char* address, const ListSource& source, CaughtLog& caught) {
  const auto hit = find_ip(*IpAddress::parse(address), source, caught.log());
  return hit ? spamweir::lists::log_piece(*hit) : "nothing";
}

}  // namespace

Test(ip_list, entries_then_files_in_order) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string one = scratch.file("one", "# comment\n\n11.22.33.44\n");
  const std::string two = scratch.file("two", "11.22.33\n");
  const struct {
    const char* label;
    ListSource source;
    std::string want;
  } cases[] = {
      {"no list", {}, "nothing"},
      {"an entry", {{"9.9.9.9", "11.22"}, {}}, "entry: 11.22"},
      {"the first entry", {{"11.22.33", "11.22"}, {}}, "entry: 11.22.33"},
      {"entries before files", {{"11"}, {one}}, "entry: 11"},
      {"a line of a file", {{"9"}, {one, two}}, concat("file: ", one, "(3)")},
      {"the first file", {{}, {two, one}}, concat("file: ", two, "(1)")},
      {"blanks around an entry", {{" 11.22.33.44 "}, {}}, "entry:  11.22.33.44 "},
  };
  for (const auto& c : cases) {
    const std::string got = found_address("11.22.33.44", c.source, caught);
    cr_expect(got == c.want, "%s: got %s, want %s", c.label, got.c_str(), c.want.c_str());
  }
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(ip_list, bad_entries_and_lines_are_told_and_skipped) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string file =
      scratch.file("list", "mail.example.com\n11.22.33.44 # no comment here\n11.22.33.44\n");
  const ListSource source = {{"11.22.33.x"}, {file}};
  cr_expect(found_address("11.22.33.44", source, caught) == concat("file: ", file, "(3)"));
  const auto said = caught.lines();
  cr_assert(said.size() == 3, "got %s", caught.raw().c_str());
  cr_expect(said[0].starts_with(
      "ERROR: List entry \"11.22.33.x\": this is no IP address; allowed are 11."));
  cr_expect(
      said[1].starts_with(concat("ERROR: ", file, "(1): this is no IP address; allowed are 11.")));
  cr_expect(said[2].starts_with(concat("ERROR: ", file, "(2): ")));
}

Test(ip_list, an_unreadable_file_is_told_and_the_next_one_read) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string file = scratch.file("list", "11.22.33.44");
  const ListSource source = {{}, {scratch.path("missing"), scratch.fifo("fifo"), file}};
  cr_expect(found_address("11.22.33.44", source, caught) == concat("file: ", file, "(1)"));
  const auto said = caught.lines();
  cr_assert(said.size() == 2);
  cr_expect(said[0].starts_with(
      concat("ERROR: Unable to read ", scratch.path("missing"), ": No such file")));
  cr_expect(said[1].starts_with(
      concat("ERROR: Unable to read ", scratch.path("fifo"), ": it is a pipe, socket")));
}

Test(ip_list, reports_name_place_and_option) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string missing = scratch.path("missing");
  const std::string conf =
      scratch.file("conf", concat("ip-blacklist-entry=9\nip-blacklist-entry=a\n",
                                  "ip-blacklist-entry=b/\nip-blacklist-entry=!a\n",
                                  "ip-blacklist-file=", missing, "\n"));
  const char* const words[] = {"spamweir", "--ip-blacklist-entry=c", "-f", conf.c_str()};
  const auto read = spamweir::config::read_configuration(4, words);
  cr_expect(found_address("11.22.33.44", read.settings.ip_blacklist, caught) == "nothing");
  const auto said = caught.lines();
  cr_assert(said.size() == 3, "got %s", caught.raw().c_str());
  const std::string wants[] = {
      "ERROR: command line: ip-blacklist-entry=c: this is no IP address; allowed are 11.",
      concat("ERROR: ", conf, "(3): ip-blacklist-entry=b/: this is no IP address; allowed are 11."),
      concat("ERROR: ip-blacklist-file=", missing, ": No such file")};
  for (size_t i = 0; i < 3; ++i) {
    cr_expect(said[i].starts_with(wants[i]), "got %s, want %s", said[i].c_str(), wants[i].c_str());
  }
}

Test(ip_list, empty_entry_is_malformed) {
  CaughtLog caught;
  cr_expect(found_address("11.22.33.44", {{""}, {}}, caught) == "nothing");
  cr_expect(caught.lines().size() == 1);
}

// The quick look that passes over most lines of a file must never pass over a line that matches.
Test(ip_list, a_file_matches_what_its_patterns_match) {
  const ScratchDirectory scratch;
  const char* patterns[] = {
      "11.22.33.44",
      "011.22.33.44",
      "11.022.33.44",
      "11",
      "11.",
      "11.22",
      "11.22.",
      "11.0.0.0",
      "0.22.33.44",
      "0",
      "0.",
      "0.0.0.0",
      "0.0.0.0/0",
      "00.0.0.0",
      "10-12.22",
      "9-10.22",
      "11.20-30",
      "11.0-255",
      "11.23-24",
      "128.0.0.0/1",
      "8.0.0.0/5",
      "8.0.0.0/05",
      "8.0.0.0/6",
      "0.0.0.0/1",
      "12.0.0.0/7",
      "10.0.0.0/7",
      "10.22.33.44/8",
      "11.0.0.0/8",
      "11.99.0.0/8",
      "11.16.0.0/12",
      "11.99.0.0/9",
      "11.99.0.0/15",
      "11.99.0.0/16",
      "11.23.0.0/15",
      "11.22.0.0/16",
      "11.22.99.0/17",
      "11.22.33.0/24",
      "9.9.9.9/0",
      "9.9.9.9/7",
      "9.9.9.9/8",
      "9.9.9.9/0.0.0.0",
      "9.22.9.9/0.255.0.0",
      "9.22.33.44/0.255.255.255",
      "9.9.9.9/255.0.0.0",
      "11.99.9.9/255.0.0.0",
      "11.99.33.9/255.0.255.0",
      "11.99.33.9/255.255.0.0",
      "11.22.33.9/255.255.255.0",
      "9.9.9.9/1.0.0.0",
      "9.22.9.9/0255.0.0.0",
      "11.9.9.9/0255.0.0.0",
      "200.1.1.1",
      "199.0.0.0/8",
      "255.255.255.255",
      "::",
      "::/0",
      "::1",
      "::ffff:11.22.33.44",
      "::ffff:11.0.0.0/104",
      "::ffff:0:0/96",
      "0:0:0:0:0:ffff:0b16:212c",
      "0000::ffff:11.22.33.44",
      "2001:db8::1",
      "2001:db8::/32",
      "2001:db8:5::/48",
      "2001:0db8::1",
      "2001::/16",
      "2001:db9::/32",
      "2001:db9::/31",
      "2000::/3",
      "2001:d00::/24",
      "2001::/0",
      "fe80::1",
      "fe80::/15",
      "fe80::/16",
      "ffff::/15",
      "1::/1",
      "a000::/1",
      "2001:db8::1%eth0",
      "2001:DB8::/032",
      "1:2:3:4:5:6:7:8",
      "11:22::",
  };
  const char* addresses[] = {
      "11.22.33.44",     "0.22.33.44",    "0.0.0.0",     "11.0.0.0", "200.1.1.1",
      "255.255.255.255", "9.9.9.9",       "1.2.3.4",     "::1",      "::",
      "2001:db8::1",     "2001:db8:5::9", "2001:db9::1", "fe80::1",  "ffff::1",
      "1:2:3:4:5:6:7:8", "2001::1",       "11:22::"};
  CaughtLog caught;
  for (const char* pattern : patterns) {
    const auto parsed = IpPattern::parse(pattern);
    cr_assert(parsed.has_value(), "%s", pattern);
    for (const char* end : {"\n", "", "\r\n", " \n"}) {
      const std::string file = scratch.file("list", concat(pattern, end));
      for (const char* address : addresses) {
        const bool want = parsed->matches(*IpAddress::parse(address));
        const bool got = found_address(address, {{}, {file}}, caught) != "nothing";
        cr_expect(got == want, "%s, %s: got %d, want %d", pattern, address, got, want);
      }
    }
  }
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
}

Test(ip_list, random_files_match_what_their_patterns_match) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  Random random(3);
  const char* addresses[] = {"1.2.1.2", "0.1.0.2", "12.21.2.1", "1:2::1", "12:1::"};
  for (int i = 0; i < 3000; ++i) {
    const std::string line = random.text(1 + random.below(14), "0122..-/:");
    const auto parsed = IpPattern::parse(line);
    if (!parsed) continue;
    const std::string file = scratch.file("list", line + "\n7.7.7.7\n");
    for (const char* address : addresses) {
      const bool want = parsed->matches(*IpAddress::parse(address));
      const bool got = found_address(address, {{}, {file}}, caught) != "nothing";
      cr_assert(got == want, "%s, %s: got %d, want %d", line.c_str(), address, got, want);
    }
  }
}

Test(ip_list, the_last_line_of_a_long_file) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  std::string content;
  for (int i = 0; i < 100000; ++i) {
    content +=
        concat(spamweir::to_text(1 + i % 200), ".", spamweir::to_text(i / 200 % 256), ".3.4\n");
  }
  const std::string file = scratch.file("list", content + "211.22.33.44");
  cr_expect(found_address("211.22.33.44", {{}, {file}}, caught) ==
            concat("file: ", file, "(100001)"));
  cr_expect(found_address("211.22.33.45", {{}, {file}}, caught) == "nothing");
  cr_expect(found_address("2001:db8::1", {{}, {file}}, caught) == "nothing");
  cr_expect(caught.lines().empty());
}

Test(ip_list, a_check_passes_no_line_over) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  // The search for an address of another network would not look at the second line.
  const std::string path = scratch.file("list", "11.22.33.44\n11.22.33.444\n2001:db8::/99x\n");
  spamweir::lists::check_ip_list({.entries = {"1.2.3"}, .files = {path}}, caught.log());
  const auto lines = caught.lines();
  cr_assert(lines.size() == 2, "got %zu", lines.size());
  cr_expect(lines[0].starts_with(concat("ERROR: ", path, "(2): this is no IP address")));
  cr_expect(lines[1].starts_with(concat("ERROR: ", path, "(3): this is no IP address")));
}
