#include "base/ip_address.h"

#include <criterion/criterion.h>

#include "support/scratch.h"

using spamweir::IpAddress;

namespace {

// What parse() makes of a text, written out again; "nothing" for nothing.
std::string reread(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address ? address->to_string() : "nothing";
}

IpAddress address(std::string_view text) {
  const auto parsed = IpAddress::parse(text);
  cr_assert(parsed.has_value(), "%s can't be parsed", std::string(text).c_str());
  return *parsed;
}

}  // namespace

Test(ip_address, parse_and_write) {
  const struct {
    const char *text, *want;
  } cases[] = {
      {"11.22.33.44", "11.22.33.44"},
      {"011.022.033.044", "11.22.33.44"},
      {"0000011.22.33.44", "11.22.33.44"},
      {"0.0.0.0", "0.0.0.0"},
      {"255.255.255.255", "255.255.255.255"},
      {"256.1.1.1", "nothing"},
      {"1.1.1.256", "nothing"},
      {"1.2.3", "nothing"},
      {"1.2.3.", "nothing"},
      {"1.2.3.4.", "nothing"},
      {"1.2.3.4.5", "nothing"},
      {".1.2.3.4", "nothing"},
      {"1..2.3", "nothing"},
      {"", "nothing"},
      {" 1.2.3.4", "nothing"},
      {"1.2.3.4 ", "nothing"},
      {"1.2.3.-4", "nothing"},
      {"1.2.3.4%eth0", "nothing"},
      {"localhost", "nothing"},
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
      {"2001:0db8::0001", "2001:db8::1"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
      {"2001:0:0:1:1:0:0:1", "2001::1:1:0:0:1"},
      {"0:0:1:1:1:1:0:0", "::1:1:1:1:0:0"},
      {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
      {"1:2:3:4:5:6:7:8:9", "nothing"},
      {"1:2:3:4:5:6:7", "nothing"},
      {"::1:2:3:4:5:6:7:8", "nothing"},
      {"1::2::3", "nothing"},
      {":::", "nothing"},
      {":", "nothing"},
      {":1", "nothing"},
      {"1:", "nothing"},
      {"1::2:", "nothing"},
      {"12345::", "nothing"},
      {"g::", "nothing"},
      {"[::1]", "nothing"},
      {"fe80::1%eth0", "fe80::1"},
      {"fe80::1%", "nothing"},
      {"::ffff:11.22.33.44", "11.22.33.44"},
      {"::FFFF:0b16:212c", "11.22.33.44"},
      {"0:0:0:0:0:ffff:11.22.33.44", "11.22.33.44"},
      {"::ffff:11.22.33.44%eth0", "11.22.33.44"},
      {"::fffe:11.22.33.44", "::fffe:b16:212c"},
      {"::1:ffff:11.22.33.44", "::1:ffff:b16:212c"},
      {"::11.22.33.44", "::b16:212c"},
      {"64:ff9b::1.2.3.4", "64:ff9b::102:304"},
      {"1.2.3.4::", "nothing"},
      {"::1.2.3.4:5", "nothing"},
      {"::1.2.3", "nothing"},
      {"::1.2.3.256", "nothing"},
      {"1:2:3:4:5:6:7:1.2.3.4", "nothing"},
      {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
  };
  for (const auto& c : cases) {
    const std::string got = reread(c.text);
    cr_expect(got == c.want, "%s: got %s, want %s", c.text, got.c_str(), c.want);
  }
}

Test(ip_address, unknown_client) {
  const IpAddress unknown;
  cr_expect(unknown.is_v4());
  cr_expect(unknown.is_unspecified());
  cr_expect(unknown.to_string() == "0.0.0.0");
  cr_expect(address("::").is_unspecified());
  cr_expect(!(address("::") == unknown));
  cr_expect(!address("0.0.0.1").is_unspecified());
  cr_expect(!address("::1").is_unspecified());
}

Test(ip_address, made_of_numbers) {
  const IpAddress four = IpAddress::v4(0x0b16212c);
  cr_expect(four.to_string() == "11.22.33.44");
  cr_expect(four.v4_value() == 0x0b16212c);
  cr_expect(four.bits() == 32);
  std::array<uint8_t, 16> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 11, 22, 33, 44};
  cr_expect(IpAddress::v6(mapped) == four);
  mapped[0] = 1;
  cr_expect(!IpAddress::v6(mapped).is_v4());
  cr_expect(IpAddress::v6(mapped).bits() == 128);
  cr_expect(IpAddress::v6(mapped).bytes() == mapped);
}

Test(ip_address, in_network) {
  const struct {
    const char *address, *network;
    int bits;
    bool want;
  } cases[] = {
      {"11.22.33.44", "99.0.0.0", 0, true},
      {"11.22.33.44", "11.22.33.44", 32, true},
      {"11.22.33.45", "11.22.33.44", 32, false},
      {"11.22.33.45", "11.22.33.44", 31, true},
      {"11.22.33.46", "11.22.33.44", 31, false},
      {"11.22.33.44", "11.0.0.0", 8, true},
      {"12.22.33.44", "11.0.0.0", 8, false},
      {"12.22.33.44", "8.0.0.0", 5, true},
      {"16.22.33.44", "8.0.0.0", 5, false},
      {"128.0.0.1", "128.0.0.0", 1, true},
      {"127.0.0.1", "128.0.0.0", 1, false},
      {"::1", "::", 0, true},
      {"::1", "::1", 128, true},
      {"::1", "::2", 128, false},
      {"::2", "::3", 127, true},
      {"2001:db8::1", "2001:db8::", 32, true},
      {"2001:db9::1", "2001:db8::", 32, false},
      {"::1", "0.0.0.0", 0, false},
      {"0.0.0.0", "::", 0, false},
      {"11.22.33.44", "11.22.33.44", 33, false},
      {"11.22.33.44", "11.22.33.44", -1, false},
      {"::1", "::1", 129, false},
  };
  for (const auto& c : cases) {
    const bool got = address(c.address).in_network(address(c.network), c.bits);
    cr_expect(got == c.want, "%s in %s/%d: got %d, want %d", c.address, c.network, c.bits, got,
              c.want);
  }
}

Test(ip_address, any_bytes_end_well) {
  spamweir::testing::Random random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::string text = random.text(random.below(24), "0123456789abcdef:::...%-");
    const auto parsed = IpAddress::parse(text);
    if (!parsed) continue;
    const std::string written = parsed->to_string();
    const auto again = IpAddress::parse(written);
    cr_assert(again == parsed, "%s: written %s", text.c_str(), written.c_str());
  }
}
