#include "tools/output.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using namespace spamweir::tools;
using spamweir::testing::expect_text;

Test(output, json_string) {
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

Test(output, numbers_times_columns) {
  expect_text(json_number(0), "0");
  expect_text(json_number(-12), "-12");
  expect_text(json_number(INT64_MIN), "-9223372036854775808");
  expect_text(time_text(0), "1970-01-01 00:00:00");
  expect_text(time_text(-1), "1969-12-31 23:59:59");
  expect_text(time_text(INT64_MAX), "(unknown)");
  expect_text(column("ab", 4), "ab  ");
  expect_text(column("abcdef", 4), "abcdef");
}
