#include "lists/ip_pattern.h"

#include <criterion/criterion.h>

#include "support/scratch.h"

using spamweir::IpAddress;
using spamweir::lists::IpPattern;
using spamweir::testing::Random;

Test(ip_pattern, matches) {
  const struct {
    const char *pattern, *address;
    bool want;
  } cases[] = {
      {"11.22.33.44", "11.22.33.44", true},
      {"11.22.33.44", "11.22.33.45", false},
      {"11.22.33.44", "12.22.33.44", false},
      {"011.022.033.044", "11.22.33.44", true},
      {"11.22.33", "11.22.33.0", true},
      {"11.22.33.", "11.22.33.255", true},
      {"11.22.33", "11.22.34.44", false},
      {"11.22.3", "11.22.33.44", false},
      {"11.22", "11.22.0.1", true},
      {"11.22.", "11.23.0.1", false},
      {"11", "11.255.0.1", true},
      {"11.", "11.0.0.0", true},
      {"1", "11.0.0.0", false},
      {"0", "0.0.0.0", true},
      {"11.22.33-44.55", "11.22.33.55", true},
      {"11.22.33-44.55", "11.22.44.55", true},
      {"11.22.33-44.55", "11.22.40.55", true},
      {"11.22.33-44.55", "11.22.32.55", false},
      {"11.22.33-44.55", "11.22.45.55", false},
      {"11.22.33-44.55", "11.22.40.56", false},
      {"11.22-44", "11.22.0.0", true},
      {"11.22-44", "11.44.255.255", true},
      {"11.22-44.", "11.30.1.1", true},
      {"11.22-44", "11.45.0.0", false},
      {"11.22-44", "11.21.0.0", false},
      {"11-12.5", "12.5.0.1", true},
      {"11-12.5", "13.5.0.1", false},
      {"0-255.0-255.0-255.0-255", "1.2.3.4", true},
      {"11.22.33.44-44", "11.22.33.44", true},
      {"1-2.1-2.1-2.1-2", "1.2.1.3", false},
      {"11.22.33.0/24", "11.22.33.255", true},
      {"11.22.33.44/24", "11.22.33.1", true},
      {"11.22.33.0/24", "11.22.34.0", false},
      {"11.22.33.44/32", "11.22.33.44", true},
      {"11.22.33.44/32", "11.22.33.45", false},
      {"11.22.33.44/31", "11.22.33.45", true},
      {"11.22.33.44/31", "11.22.33.46", false},
      {"11.22.33.44/0", "99.1.2.3", true},
      {"128.0.0.0/1", "255.0.0.1", true},
      {"128.0.0.0/1", "127.255.255.255", false},
      {"11.22.33.0/024", "11.22.33.9", true},
      {"11.22.33.0/255.255.255.0", "11.22.33.9", true},
      {"11.22.33.0/255.255.255.0", "11.22.32.9", false},
      {"11.22.33.0/0.0.0.0", "99.1.2.3", true},
      {"11.22.33.44/255.255.255.255", "11.22.33.44", true},
      {"11.22.33.44/255.255.255.255", "11.22.33.43", false},
      {"11.0.33.0/255.0.255.0", "11.77.33.88", true},
      {"11.0.33.0/255.0.255.0", "11.77.34.88", false},
      {"2001:db8::1", "2001:db8::1", true},
      {"2001:DB8:0::0001", "2001:db8::1", true},
      {"2001:db8::1", "2001:db8::2", false},
      {"2001:db8::/32", "2001:db8:ffff::1", true},
      {"2001:db8::/32", "2001:db9::1", false},
      {"2001:db8::/128", "2001:db8::", true},
      {"2001:db8::/128", "2001:db8::1", false},
      {"2001:db8::/127", "2001:db8::1", true},
      {"::/0", "2001:db8::1", true},
      {"::/0", "11.22.33.44", false},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"0", "::", false},
      {"::", "0.0.0.0", false},
      {"fe80::1%eth0", "fe80::1", true},
      {"fe80::%eth0/10", "febf::1", true},
      {"fe80::/10", "fec0::1", false},
      {"::ffff:11.22.33.44", "11.22.33.44", true},
      {"::ffff:11.22.33.44", "11.22.33.45", false},
      {"::ffff:11.22.33.0/120", "11.22.33.7", true},
      {"::ffff:11.22.33.0/120", "11.22.34.7", false},
      {"::ffff:0:0/96", "99.1.2.3", true},
      {"::ffff:0:0/96", "::1", false},
      {"::ffff:0b16:212c/128", "11.22.33.44", true},
  };
  for (const auto& c : cases) {
    const auto pattern = IpPattern::parse(c.pattern);
    cr_expect(pattern.has_value(), "%s is refused", c.pattern);
    if (!pattern) continue;
    const bool got = pattern->matches(*IpAddress::parse(c.address));
    cr_expect(got == c.want, "%s, %s: got %d, want %d", c.pattern, c.address, got, c.want);
  }
}

Test(ip_pattern, refuses) {
  const char* cases[] = {
      "",
      ".",
      "..",
      ".11",
      "11..22",
      "11.22..",
      "256",
      "255.256",
      "11.22.33.256",
      "11.22.33.44.",
      "11.22.33.44.55",
      "11.22.33-22.44",
      "11.255-256",
      "11.-22",
      "11.22-",
      "11.22-33-44",
      "-",
      "11,22,33,44",
      "11.22.33.44 ",
      " 11.22.33.44",
      "11.22.33.44 # comment",
      "11.22.33.x",
      "11.22.*",
      "+11.22",
      "0x11.22",
      "11.22.33.0/33",
      "11.22.33.0/",
      "11.22.33.0/-1",
      "11.22.33.0/24/24",
      "11.22.33.0/24.",
      "11.22.33/24",
      "11.22.33.0-9/24",
      "11.22.33.0/255.255.255",
      "11.22.33.0/255.255.256.0",
      "11.22.33.0/::1",
      "/24",
      "/",
      "2001:db8::/129",
      "2001:db8::/",
      "2001:db8::/x",
      "2001:db8::/ffff::",
      "2001:db8:",
      "2001:db8",
      "[2001:db8::1]",
      ":/0",
      "::ffff:11.22.33.44/95",
      "::ffff:11.22.33.44/129",
      "::ffff:11.22.33",
      "mail.example.com",
      "999999999999999999999999",
  };
  for (const char* text : cases)
    cr_expect(!IpPattern::parse(text).has_value(), "%s is taken", text);
}

Test(ip_pattern, any_bytes_end_well) {
  Random random(11);
  const IpAddress four = IpAddress::v4(0x0b16212c);
  const IpAddress six = *IpAddress::parse("2001:db8::1");
  size_t taken = 0;
  for (int i = 0; i < 50000; ++i) {
    const std::string text =
        i % 4 == 0 ? random.bytes(random.below(40)) : random.text(random.below(12), "0125.-/:f");
    const auto pattern = IpPattern::parse(text);
    if (!pattern) continue;
    ++taken;
    cr_assert(!(pattern->matches(four) && pattern->matches(six)), "%s matches both families",
              text.c_str());
  }
  cr_expect(taken > 100, "got %zu", taken);
}
