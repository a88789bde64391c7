#include "lists/regex.h"

#include <criterion/criterion.h>

#include <vector>

#include "base/text.h"

using spamweir::lists::Regex;
using spamweir::lists::RegexCache;

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

Test(regex, cache) {
  RegexCache cache;
  const auto pattern = [](size_t i) { return spamweir::concat("^x", spamweir::to_text(i), "$"); };
  const size_t max = RegexCache::kMaxKept;
  std::vector<const Regex*> first;
  for (size_t i = 0; i < max; ++i) first.push_back(&cache.get(pattern(i)));
  // Others are of use, too, and drive none away.
  for (size_t i = max; i < max + 3; ++i) {
    const Regex& regex = cache.get(pattern(i));
    cr_expect(regex.found_in(pattern(i).substr(1, pattern(i).size() - 2)), "%zu", i);
    cr_expect(!regex.found_in("x0"), "%zu", i);
  }
  for (size_t i = 0; i < max; ++i) {
    const Regex& regex = cache.get(pattern(i));
    cr_expect(&regex == first[i], "%zu is compiled again", i);
    cr_expect(regex.found_in(pattern(i).substr(1, pattern(i).size() - 2)), "%zu", i);
  }
  cr_expect(!cache.get("(").ok());
  RegexCache other;
  cr_expect(!other.get("(").ok());
  cr_expect(&other.get("(") == &other.get("("));
  cr_expect(!other.get("(").problem().empty());
}
