#include "base/wrap.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using spamweir::wrapped;
using spamweir::testing::expect_text;

Test(wrap, lines) {
  const std::string word(70, 'w');
  const std::string longer(90, 'l');
  const struct {
    const char* label;
    std::string beginning, text, want;
  } cases[] = {
      {"nothing", "", "", "\n"},
      {"one line", "  ", "a b", "  a b\n"},
      {"up to the margin", "", word + " 1234567", word + " 1234567\n"},
      {"one more", "", word + " 12345678", word + "\n12345678\n"},
      {"under the beginning", "name: ", word + " x y", "name: " + word + " x\n      y\n"},
      {"a word that is too long", "> ", "a " + longer + " b", "> a\n  " + longer + "\n  b\n"},
      {"it alone", "> ", longer, "> " + longer + "\n"},
  };
  for (const auto& c : cases) {
    expect_text(wrapped(c.beginning, c.text), c.want, "%s", c.label);
  }
}
