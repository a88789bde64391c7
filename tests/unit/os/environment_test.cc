#include "os/environment.h"

#include <criterion/criterion.h>

#include <cstdlib>
#include <utility>

#include "support/expect.h"

using spamweir::os::Environment;
using spamweir::testing::expect_text;

Test(environment, get_set_remove) {
  Environment environment;
  cr_expect(!environment.get("A"));
  environment.set("A", "1");
  environment.set("AB", "2");
  expect_text(environment.get("A").value_or("(none)"), "1");
  environment.set("A", "");
  expect_text(environment.get("A").value_or("(none)"), "");
  environment.remove("A");
  cr_expect(!environment.get("A"));
  expect_text(environment.get("AB").value_or("(none)"), "2");
  cr_assert_eq(environment.variables().size(), 2u);
  expect_text(environment.variables()[0], "AB=2");
  cr_expect_null(environment.variables()[1]);
}

Test(environment, copies_the_process) {
  setenv("SPAMWEIR_TEST_VARIABLE", "x=y", 1);
  expect_text(Environment::of_process().get("SPAMWEIR_TEST_VARIABLE").value_or("(none)"), "x=y");
}

Test(environment, moves_with_what_was_set) {
  Environment one;
  one.set("A", "1");
  const Environment two = std::move(one);
  expect_text(two.get("A").value_or("(none)"), "1");
}
