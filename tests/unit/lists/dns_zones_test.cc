#include "lists/dns_zones.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::IpAddress;
using spamweir::config::ListSource;
using spamweir::lists::is_list_error;
using spamweir::lists::read_zones;
using spamweir::lists::Zone;
using spamweir::testing::CaughtLog;
using spamweir::testing::Random;
using spamweir::testing::ScratchDirectory;

namespace {

std::string names(const std::vector<Zone>& zones) {
  std::string out;
  for (const Zone& zone : zones) out += zone.name + "|";
  return out;
}

}  // namespace

Test(dns_zones, counts) {
  const struct {
    const char *entry, *answer;
    bool want;
  } cases[] = {
      {"zone.test", "127.0.0.2", true},
      {"zone.test", "127.0.0.1", true},
      {"zone.test", "127.0.0.0", true},
      {"zone.test", "127.1.2.3", true},
      {"zone.test", "127.255.254.255", true},
      {"zone.test", "127.255.255.0", false},
      {"zone.test", "127.255.255.254", false},
      {"zone.test", "127.255.255.255", false},
      {"zone.test", "126.255.255.255", false},
      {"zone.test", "128.0.0.0", false},
      {"zone.test", "11.22.33.44", false},
      {"zone.test", "0.0.0.0", false},
      {"zone.test", "::1", false},
      {"zone.test", "::ffff:127.0.0.2", true},
      {"zone.test=127.0.0.2", "127.0.0.2", true},
      {"zone.test=127.0.0.2", "127.0.0.3", false},
      {"zone.test=127.0.0.2-11", "127.0.0.1", false},
      {"zone.test=127.0.0.2-11", "127.0.0.2", true},
      {"zone.test=127.0.0.2-11", "127.0.0.11", true},
      {"zone.test=127.0.0.2-11", "127.0.0.12", false},
      {"zone.test=127.0.0.2-11", "127.0.1.2", false},
      {"zone.test=127.0.1.*", "127.0.1.0", true},
      {"zone.test=127.0.1.*", "127.0.1.255", true},
      {"zone.test=127.0.1.*", "127.0.2.1", false},
      {"zone.test=127.*.*.2", "127.9.8.2", true},
      {"zone.test=127.*.*.2", "127.9.8.3", false},
      {"zone.test=127.0.0.2-11,127.0.1.*", "127.0.0.5", true},
      {"zone.test=127.0.0.2-11,127.0.1.*", "127.0.1.5", true},
      {"zone.test=127.0.0.2-11,127.0.1.*", "127.0.2.5", false},
      {"zone.test = 127.0.0.2 , 127.0.0.4", "127.0.0.4", true},
      {"zone.test=127.0.0.0/30", "127.0.0.3", true},
      {"zone.test=127.0.0.0/30", "127.0.0.4", false},
      {"zone.test=11.22.33.44", "11.22.33.44", true},
      {"zone.test=11.22.33.44", "127.0.0.2", false},
      // Error codes never count, not even when asked for.
      {"zone.test=127.255.255.254", "127.255.255.254", false},
      {"zone.test=127.*.*.*", "127.255.255.1", false},
      {"zone.test=127.*.*.*", "127.255.254.1", true},
      {"zone.test=*.*.*.*", "::1", false},
  };
  for (const auto& c : cases) {
    CaughtLog caught;
    const auto zones = read_zones({{c.entry}, {}}, caught.log());
    cr_assert(zones.size() == 1, "%s: %s", c.entry, caught.raw().c_str());
    cr_expect(zones[0].name == "zone.test", "%s: got %s", c.entry, zones[0].name.c_str());
    const bool got = zones[0].counts(*IpAddress::parse(c.answer));
    cr_expect(got == c.want, "%s, %s: got %d, want %d", c.entry, c.answer, got, c.want);
    cr_expect(caught.lines().empty(), "%s: %s", c.entry, caught.raw().c_str());
  }
}

Test(dns_zones, is_list_error) {
  const struct {
    const char* answer;
    bool want;
  } cases[] = {{"127.255.255.0", true},
               {"127.255.255.252", true},
               {"127.255.255.255", true},
               {"127.255.254.255", false},
               {"128.0.0.0", false},
               {"127.0.0.2", false},
               {"::1", false}};
  for (const auto& c : cases) {
    cr_expect(is_list_error(*IpAddress::parse(c.answer)) == c.want, "%s: want %d", c.answer,
              c.want);
  }
}

Test(dns_zones, entries_then_files_each_once) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string one = scratch.file("one", "# comment\n\nB.test.\r\n c.test \nD.test=127.0.0.2");
  const std::string two =
      scratch.file("two", "a.test\ne.test\nd.test=127.0.0.4\nE.TEST\nb.test=127.0.0.9\n");
  const auto zones =
      read_zones({{"A.test", "b.test=127.0.0.3", "a.TEST."}, {one, two}}, caught.log());
  cr_expect(names(zones) == "a.test|b.test|c.test|d.test|e.test|", "got %s", names(zones).c_str());
  const struct {
    size_t zone;
    const char* answer;
    bool want;
  } cases[] = {
      {1, "127.0.0.3", true}, {1, "127.0.0.77", true}, {3, "127.0.0.2", true},
      {3, "127.0.0.4", true}, {3, "127.0.0.3", false}, {4, "127.0.0.3", true},
  };
  for (const auto& c : cases) {
    const bool got = zones[c.zone].counts(*IpAddress::parse(c.answer));
    cr_expect(got == c.want, "%s, %s: got %d", zones[c.zone].name.c_str(), c.answer, got);
  }
  cr_expect(caught.lines().empty(), "got %s", caught.raw().c_str());
  cr_expect(read_zones({}, caught.log()).empty());
}

Test(dns_zones, malformed) {
  const ScratchDirectory scratch;
  const char* cases[] = {
      ".",
      ".zone.test",
      "zone..test",
      "zone test",
      "zone.test/",
      "zone.test=",
      "=127.0.0.2",
      "=",
      "zone.test=127.0.0.2,",
      "zone.test=,127.0.0.2",
      "zone.test=127.0.0.256",
      "zone.test=127.0.0.11-2",
      "zone.test=127.0.0.1*",
      "zone.test=12*.0.0.1",
      "zone.test=**.0.0.1",
      "zone.test=127.0.0.2 127.0.0.3",
      "zone.test=::1",
      "zone.test=127.0.0.2=127.0.0.3",
      "zone.test=yes",
      "zone.test # comment",
      "zone.test:127.0.0.2",
      "zone.test=127.0.0.2.*",
      "*.test",
  };
  for (const char* entry : cases) {
    CaughtLog caught;
    const std::string file = scratch.file("list", concat(entry, "\ngood.test\n"));
    const auto zones = read_zones({{entry}, {file}}, caught.log());
    cr_expect(names(zones) == "good.test|", "%s: got %s", entry, names(zones).c_str());
    const auto said = caught.lines();
    cr_assert(said.size() == 2, "%s: got %s", entry, caught.raw().c_str());
    cr_expect(said[0].starts_with("ERROR: List entry \""), "%s: got %s", entry, said[0].c_str());
    cr_expect(said[1].starts_with(concat("ERROR: ", file, "(1): this is no DNS list; write ZONE")),
              "%s: got %s", entry, said[1].c_str());
  }
}

Test(dns_zones, an_unreadable_file_is_told_and_the_next_one_read) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  const std::string file = scratch.file("list", "zone.test");
  ListSource source{{}, {scratch.path("missing"), file}};
  source.file_option = "dns-blacklist-file";
  cr_expect(names(read_zones(source, caught.log())) == "zone.test|");
  const auto said = caught.lines();
  cr_assert(said.size() == 1);
  cr_expect(said[0].starts_with(
                concat("ERROR: dns-blacklist-file=", scratch.path("missing"), ": No such file")),
            "got %s", said[0].c_str());
}

Test(dns_zones, any_line_ends_well) {
  Random random(37);
  CaughtLog caught(spamweir::log::Level::none);
  for (int i = 0; i < 5000; ++i) {
    const std::string line =
        i % 4 ? random.text(random.below(30), "ab.=,*-127/: ") : random.bytes(random.below(50));
    for (const Zone& zone : read_zones({{line}, {}}, caught.log())) {
      cr_assert(!zone.counts(*IpAddress::parse("127.255.255.254")), "%s", line.c_str());
    }
  }
}
