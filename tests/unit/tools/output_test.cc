#include "tools/output.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using namespace spamweir::tools;
using spamweir::testing::expect_text;

Test(output, times_columns) {
  expect_text(time_text(0), "1970-01-01 00:00:00");
  expect_text(time_text(-1), "1969-12-31 23:59:59");
  expect_text(time_text(INT64_MAX), "(unknown)");
  expect_text(column("ab", 4), "ab  ");
  expect_text(column("abcdef", 4), "abcdef");
}
