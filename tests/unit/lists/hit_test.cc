#include "lists/hit.h"

#include <criterion/criterion.h>

using spamweir::lists::Hit;

Test(hit, log_piece) {
  const struct {
    Hit hit;
    const char* want;
  } cases[] = {
      {{Hit::Source::entry, "X-Spam: y*"}, "entry: X-Spam: y*"},
      {{Hit::Source::file, "/etc/list(12)"}, "file: /etc/list(12)"},
      {{Hit::Source::directory, "com/e/example/example.com"}, "path: com/e/example/example.com"},
      {{Hit::Source::entry, "a\n\"b\""}, "entry: a\\x0a'b'"},
  };
  for (const auto& c : cases) {
    const std::string got = spamweir::lists::log_piece(c.hit);
    cr_expect(got == c.want, "got %s, want %s", got.c_str(), c.want);
  }
}
