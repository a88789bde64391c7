#include "lists/regex.h"

#include <criterion/criterion.h>

using spamweir::lists::Regex;

Test(regex, found_in) {
  const struct {
    const char *pattern, *text;
    bool want;
  } cases[] = {
      {"b+", "abbc", true},
      {"B+", "abbc", true},
      {"^b", "abbc", false},
      {"^(a|x)b{2}c$", "abbc", true},
      {"[0-9]{3}", "12a3", false},
      {".", "", false},
      {"^$", "", true},
      {"a\\.b", "axb", false},
  };
  for (const auto& c : cases) {
    const Regex regex(c.pattern);
    cr_assert(regex.ok(), "%s: %s", c.pattern, regex.problem().c_str());
    cr_expect(regex.found_in(c.text) == c.want, "%s in %s: want %d", c.pattern, c.text, c.want);
  }
}

Test(regex, malformed) {
  for (const char* pattern : {"(", "[", "a{2,1}", "*a\\", "[[:nope:]]"}) {
    const Regex regex(pattern);
    cr_expect(!regex.ok(), "%s is taken", pattern);
    cr_expect(!regex.problem().empty(), "%s", pattern);
  }
}
