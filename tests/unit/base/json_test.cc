#include "base/json.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using namespace spamweir;
using spamweir::testing::expect_text;

Test(json, strings) {
  const struct {
    std::string_view text, want;
  } cases[] = {
      {"", R"("")"},
      {"a b", R"("a b")"},
      {"a\"b\\c", R"("a\"b\\c")"},
      {"a\n\x7F", R"("a\u000a\u007f")"},
      {"\xE4", R"("\u00e4")"},
  };
  for (const auto& c : cases) expect_text(json_string(c.text), c.want);
}

Test(json, numbers) {
  expect_text(json_number(0), "0");
  expect_text(json_number(-12), "-12");
  expect_text(json_number(INT64_MIN), "-9223372036854775808");
}
