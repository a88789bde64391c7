#include "dns/names.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::dns;
using spamweir::testing::expect_text;

Test(names, of_addresses) {
  const IpAddress v4 = *IpAddress::parse("11.22.33.44");
  const IpAddress v6 = *IpAddress::parse("2001:db8::f00d");
  const std::string nibbles = "d.0.0.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.";
  expect_text(reverse_name(v4), "44.33.22.11.in-addr.arpa");
  expect_text(reverse_name(v6), nibbles + "ip6.arpa");
  expect_text(reverse_name(*IpAddress::parse("::ffff:11.22.33.44")), "44.33.22.11.in-addr.arpa");
  expect_text(name_in_zone(v4, "zen.example.org"), "44.33.22.11.zen.example.org");
  expect_text(name_in_zone(v6, "zen.example.org"), nibbles + "zen.example.org");
  expect_text(name_in_zone(v4, ".zen.example.org."), "44.33.22.11.zen.example.org");
  expect_text(name_in_zone("example.com", "rhsbl.example.org"), "example.com.rhsbl.example.org");
  cr_expect(is_valid_name(reverse_name(v6)));
}

Test(names, validity) {
  const std::string label63(63, 'a');
  const std::string name253 = label63 + "." + label63 + "." + label63 + "." + std::string(61, 'b');
  const struct {
    std::string name;
    bool want;
  } cases[] = {
      {"example.com", true},
      {"a", true},
      {"_dmarc.example.com", true},
      {"0/25.2.0.192.in-addr.arpa", true},  // RFC 2317
      {"*.example.com", true},
      {label63, true},
      {label63 + "a", false},
      {name253, true},
      {name253 + "b", false},
      {"", false},
      {".", false},
      {"example.com.", false},
      {".example.com", false},
      {"a..b", false},
      {"a b", false},
      {"a\tb", false},
      {"a\nb", false},
      {std::string("a\0b", 3), false},
      {"a\\b", false},
      {"a@b", false},
      {"a\"b", false},
      {"a$(id)", false},
      {"b\xc3\xbc", false},
      {"a\x7f", false},
  };
  for (const auto& c : cases) {
    cr_expect(is_valid_name(c.name) == c.want, "%s: want %d", c.name.c_str(), c.want);
  }
}

Test(names, canonical) {
  IdnConverter idn;
  cr_expect(canonical_name("Example.COM", idn) == "example.com");
  cr_expect(canonical_name("Example.COM.", idn) == "example.com");
  cr_expect(canonical_name(".", idn) == "", "the root");
  for (const char* bad : {"", "..", ".a", "a..", "a b", "\xff.example"}) {
    cr_expect(!canonical_name(bad, idn), "%s", bad);
  }
}
