#include "lists/ip_in_name.h"

#include <criterion/criterion.h>

#include <string>

#include "base/text.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::IpAddress;
using spamweir::lists::contains_ip;
using spamweir::testing::Random;

namespace {

bool contains(std::string_view name, std::string_view ip) {
  return contains_ip(name, *IpAddress::parse(ip));
}

std::string with_separator(std::string_view form, char separator) {
  std::string out(form);
  for (char& c : out) c = c == '.' ? separator : c;
  return out;
}

// Each form, and what is nearest to it without being one.
struct Row {
  const char* form;
  const char* near_misses[4];
};

// Every row of the table for 11.22.33.44.
constexpr Row kRows[] = {
    {"11.22.33.44", {"11.22.33.45", "11.22.34.44", "12.22.33.44", "11.22..33.44"}},
    {"011.022.033.044",
     {"011.022.033.045", "0110.022.033.044", "011.022.0330.044", "1011.022.033.044"}},
    {"11.022.033.044", {"11.022.033.440", "110.022.033.044", "11.220.033.044", "11.022.033"}},
    {"11.22.033.044", {"11.22.033.04", "11.2.033.044", "1.22.033.044", "22.033.044"}},
    {"11.22.33.044", {"11.22.33.0440", "11.22.3.044", "111.22.33.044", "11.22.33.0"}},
    {"44.33.22.11", {"44.33.22.111", "44.33.22.1", "144.33.22.11", "45.33.22.11"}},
    {"44.33.22.011", {"44.33.22.0110", "44.33.22.010", "440.33.22.011", "44.33.22.01"}},
    {"44.33.022.011", {"44.33.023.011", "44.33.220.011", "4.33.022.011", "44.3.022.011"}},
    {"44.033.022.011", {"44.033.022.012", "44.330.022.011", "244.033.022.011", "44.033.22"}},
    {"044.033.022.011", {"044.033.022.0111", "1044.033.022.011", "044.034.022.011", "044.033.022"}},
    {"44.11.22.33", {"44.11.22.34", "144.11.22.33", "44.11.22.330", "44.11.23.33"}},
    {"33.22.11.44", {"33.22.11.45", "133.22.11.44", "33.22.11.440", "22.33.11.44"}},
    {"44.33.1122", {"44.33.11220", "44.33.112", "144.33.1122", "44.33.01122"}},
    {"3344.11.22", {"13344.11.22", "3344.11.220", "03344.11.22", "334.11.22"}},
    {"11.22.8492", {"11.22.8493", "111.22.8492", "11.22.84920", "11.22.84.92"}},
    {"11223344", {"112233445", "111223344", "011223344", "1122.3344"}},
    {"11.22.3344", {"11.22.33440", "11.22.03344", "111.22.3344", "12.22.3344"}},
    {"11.223344", {"11.2233440", "11.0223344", "111.223344", "11.22334"}},
    {"011022033044", {"0110220330440", "1011022033044", "0011022033044", "01102203304"}},
    {"11022033044", {"110220330440", "111022033044", "1102203304", "1102203344"}},
    {"1122033044", {"11220330440", "11122033044", "112203304", "1122033045"}},
    {"112233044", {"1122330440", "1112233044", "11223304", "112233045"}},
    {"44332211", {"443322110", "144332211", "4433221", "44332212"}},
    {"044033022011", {"0440330220110", "1044033022011", "44033022011", "04403302201"}},
    {"185999660", {"1859996600", "1185999660", "185999661", "18599966"}},
    {"0b16212c", {"0b16212c0", "a0b16212c", "b16212c", "0b16212d"}},
};

constexpr const char* kAround[][2] = {
    {"", ""},
    {"", ".pool.example.net"},
    {"dsl-", "-x.example.net"},
    {"ip", "x.example.net"},
    {"HOST", "Y.EXAMPLE.NET."},
    {"xn--", "--1.example.net"},
};

}  // namespace

Test(ip_in_name, every_form) {
  for (const Row& row : kRows) {
    for (const auto& around : kAround) {
      for (const char separator : {'.', '-', '_', 'x', 'Z', '\xE4'}) {
        const std::string name = concat(around[0], with_separator(row.form, separator), around[1]);
        cr_expect(contains(name, "11.22.33.44"), "%s", name.c_str());
        cr_expect(!contains(name, "11.22.33.45"), "%s", name.c_str());
      }
    }
  }
}

Test(ip_in_name, near_misses) {
  for (const Row& row : kRows) {
    for (const char* miss : row.near_misses) {
      for (const auto& around : kAround) {
        const std::string name = concat(around[0], miss, around[1]);
        cr_expect(!contains(name, "11.22.33.44"), "%s", name.c_str());
      }
    }
  }
}

Test(ip_in_name, v4) {
  const struct {
    const char *name, *ip;
    bool want;
  } cases[] = {
      {"", "11.22.33.44", false},
      {"example.net", "11.22.33.44", false},
      {"11-22_33.44.example.net", "11.22.33.44", true},
      {"11--22-33-44.example.net", "11.22.33.44", false},
      {"11.22.example.33.44", "11.22.33.44", false},
      {"111.22.33.44", "11.22.33.44", false},
      {"11.22.33.44", "111.22.33.44", false},
      {"11.22.33.444", "11.22.33.44", false},
      {"00011.22.33.44", "11.22.33.44", true},
      {"host1-11-22-33-44.example.net", "11.22.33.44", true},
      {"11-22-33-44-1.example.net", "11.22.33.44", true},
      {"0B16212C.example.net", "11.22.33.44", true},
      {"p0b16212c.example.net", "11.22.33.44", true},
      {"0x0b16212c.example.net", "11.22.33.44", true},
      {"0b16212cx.example.net", "11.22.33.44", true},
      {"abc0b16212c.example.net", "11.22.33.44", false},
      {"0b16-212c.example.net", "11.22.33.44", false},
      {"cable-185999660.example.net", "11.22.33.44", true},
      {"4294967295.example.net", "255.255.255.255", true},
      {"ffffffff.example.net", "255.255.255.255", true},
      {"1-2-3-4.example.net", "1.2.3.4", true},
      {"001002003004.example.net", "1.2.3.4", true},
      {"1234.example.net", "1.2.3.4", true},
      {"12345.example.net", "1.2.3.4", false},
      {"100-0-0-0.example.net", "100.0.0.0", true},
      {"100-000-00-0.example.net", "100.0.0.0", true},
      // Zeros that stand for octets are digits like others.
      {"mail10.example.net", "10.0.0.0", false},
      {"mail110.example.net", "10.1.0.0", false},
      {"00010.example.net", "10.0.0.0", true},
      {"mail.example.net", "0.0.0.0", false},
      {"0-0-0-0.example.net", "0.0.0.0", false},
      {"11.22.33.44", "::ffff:11.22.33.44", true},
      {"2001-db8--1.example.net", "11.22.33.44", false},
  };
  for (const auto& c : cases) {
    cr_expect(contains(c.name, c.ip) == c.want, "%s, %s: want %d", c.name, c.ip, c.want);
  }
}

Test(ip_in_name, v6) {
  constexpr const char* kIp = "2001:db8::a0:1";
  const struct {
    const char* name;
    bool want;
  } cases[] = {
      {"2001-db8-0-0-0-0-a0-1.example.net", true},
      {"2001.db8.0.0.0.0.a0.1.example.net", true},
      {"2001x0db8x0000x0000x0000x0000x00a0x0001.example.net", true},
      {"host-2001-0DB8-0000-0000-0000-0000-00A0-0001.example.net", true},
      {"2001_db8.0-0x0_0.a0-1.example.net", true},
      {"1-2001-db8-0-0-0-0-a0-1-2.example.net", true},
      {"2001-db8-0-0-0-0-a0-2.example.net", false},
      {"2001-db8-0-0-0-a0-1.example.net", false},
      {"2001-db8-0-0-0-0-a0-1f.example.net", false},
      {"c2001-db8-0-0-0-0-a0-1.example.net", false},
      {"20010db8000000000000000000a00001.example.net", true},
      {"ip20010DB8000000000000000000A00001x.example.net", true},
      {"20010db8000000000000000000a000011.example.net", false},
      {"020010db8000000000000000000a00001.example.net", false},
      {"20010db8000000000000000000a0001.example.net", false},
      {"10000a0000000000000000008bd01002.example.net", true},
      {"10000a0000000000000000008bd01003.example.net", false},
      {"1.0.0.0.0.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.example.net", true},
      {"1-0-0-0-0-A-0-0-0-0-0-0-0-0-0-0-0-0-0-0-0-0-0-0-8-B-D-0-1-0-0-2.ip6.example.net", true},
      {"1.0.0.0.0.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.3.ip6.example.net", false},
      {"1.0.0.0.0.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.02.ip6.example.net", false},
      {"1.0.0.0.0.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.example.net", false},
      {"2001-db8--a0-1.example.net", true},
      {"2001-DB8--A0-1.example.net", true},
      {"2001-0db8--00a0-0001.example.net", true},
      {"2001-db8-0--a0-1.example.net", true},
      {"host-2001-db8--a0-1.example.net", true},
      {"static-2001-db8--a0-1-pool.example.net", true},
      {"x_2001-db8--a0-1_x.example.net", true},
      {"2001.db8..a0.1.example.net", true},
      {"x.2001.db8..a0.1", true},
      {"2001-db8--a0-1", true},
      {"1-2001-db8--a0-1.example.net", false},
      {"2001-db8--a0-1-2.example.net", false},
      {"2001-db8--a0-11.example.net", false},
      {"2001-db8--a0-00001.example.net", false},
      {"x2001-db8--a0-1.example.net", false},
      {"2001-db8---a0-1.example.net", false},
      {"2001-db8-a0-1.example.net", false},
      {"2001--db8--a0-1.example.net", false},
      {"2001_db8__a0_1.example.net", false},
      {"11-22-33-44.example.net", false},
      {"example.net", false},
      {"--", false},
      {"", false},
  };
  for (const auto& c : cases) {
    cr_expect(contains(c.name, kIp) == c.want, "%s: want %d", c.name, c.want);
  }
  cr_expect(contains("2001-db8--.example.net", "2001:db8::"));
  cr_expect(contains("x---1.example.net", "::1") == false);
  cr_expect(contains("ip--5-1.example.net", "::5:1"));
  cr_expect(!contains("0-0-0-0-0-0-0-0.example.net", "::"));
}

// What a name is made of by the same rule that the test states; and nothing else may crash.
Test(ip_in_name, random_addresses, .timeout = 30) {
  Random random(31);
  for (int i = 0; i < 3000; ++i) {
    const IpAddress ip = IpAddress::v4(static_cast<uint32_t>(random.next() >> 16) | 0x01000000);
    std::string text = ip.to_string();
    cr_expect(contains_ip(concat("dsl-", with_separator(text, '-'), ".example.net"), ip), "%s",
              text.c_str());
    text.back() = text.back() == '9' ? '8' : static_cast<char>(text.back() + 1);
    cr_expect(!contains_ip(concat("dsl-", with_separator(text, '-'), ".example.net"), ip), "%s",
              text.c_str());
  }
  for (int i = 0; i < 3000; ++i) {
    const std::string name =
        i % 2 ? random.bytes(random.below(100)) : random.text(random.below(253), "0123af.-:x");
    contains(name, "11.22.33.44");
    contains(name, "2001:db8::1");
  }
  const std::string long_name = random.text(1000000, "0123456789abcdef.-");
  cr_expect(!contains(long_name, "255.222.233.244"));
  cr_expect(!contains(long_name, "2001:db8:1:2:3:4:5:6"));
}
