#include "lists/domain.h"

#include <criterion/criterion.h>

#include <string>

using spamweir::lists::Ending;
using spamweir::lists::is_domain_name;
using spamweir::lists::is_within;
using spamweir::lists::without_last_dot;

Test(domain, is_domain_name) {
  const std::string label(63, 'a');
  const std::string longest = label + '.' + label + '.' + label + '.' + std::string(61, 'a');
  const struct {
    std::string name;
    bool want;
  } cases[] = {
      {"example.com", true},
      {"com", true},
      {"EXAMPLE.Com", true},
      {"a.b.c.d.e", true},
      {"1.2.3.4", true},
      {"-a_b-.com", true},
      {"\xC3\xA4.com", true},
      {"", false},
      {".", false},
      {".com", false},
      {"com.", false},
      {"a..b", false},
      {"a b", false},
      {"a/b", false},
      {"a@b", false},
      {"*.com", false},
      {"a:b", false},
      {"a\tb", false},
      {"a\x7F.com", false},
      {"a=b", false},
      {std::string("a\0b", 3), false},
      {label + ".com", true},
      {label + "a.com", false},
      {longest, true},
      {longest + "a", false},
  };
  for (const auto& c : cases) {
    cr_expect(is_domain_name(c.name) == c.want, "%s: want %d", c.name.c_str(), c.want);
  }
}

Test(domain, is_within) {
  const struct {
    const char *name, *domain;
    bool want;
  } cases[] = {
      {"example.com", "example.com", true},
      {"a.example.com", "example.com", true},
      {"a.b.example.com", "EXAMPLE.com", true},
      {"A.EXAMPLE.COM", "example.com", true},
      {"aexample.com", "example.com", false},
      {"example.com", "a.example.com", false},
      {"example.com", "com", true},
      {"example.com", "om", false},
      {"example.com", "", false},
      {"", "com", false},
      {"", "", false},
      {"example.com.test", "example.com", false},
  };
  for (const auto& c : cases) {
    cr_expect(is_within(c.name, c.domain) == c.want, "%s, %s: want %d", c.name, c.domain, c.want);
  }
}

Test(domain, without_last_dot) {
  cr_expect(without_last_dot("a.") == "a");
  cr_expect(without_last_dot("a") == "a");
  cr_expect(without_last_dot("a..") == "a.");
  cr_expect(without_last_dot(".").empty());
  cr_expect(without_last_dot("").empty());
}

Test(domain, ending) {
  const struct {
    const char *text, *line;
    bool want;
  } cases[] = {
      {"mail.example.com", "mail.example.com", false},
      {"mail.example.com", "MAIL.EXAMPLE.COM", false},
      {"MAIL.EXAMPLE.COM", "mail.example.com", false},
      {"mail.example.com", "xxxx.example.com", false},
      {"mail.example.com", "mail.example.org", true},
      {"mail.example.com", "x.example.cpm", true},
      // As wide as the look, which a line with a byte in front of the name may be.
      {"foo.com", ".foo.com", false},
      {"foo.com", "a.foo.com", true},
      {"a.foo.com", ".a.foo.com", false},
      {"short", "not-so-short", true},
      {"short", "short", false},
      {"", "", false},
      {"", "not-so-short", true},
  };
  for (const auto& c : cases) {
    cr_expect(Ending(c.text).differs(c.line) == c.want, "%s, %s: want %d", c.text, c.line, c.want);
  }
}
