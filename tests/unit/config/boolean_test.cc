#include "config/boolean.h"

#include <criterion/criterion.h>

using namespace spamweir::config;

Test(boolean, words) {
  for (const char* yes : {"yes", "YES", "y", "Y", "true", "True", "t", "1"}) {
    cr_expect(parse_boolean(yes) == true, "%s", yes);
  }
  for (const char* no : {"no", "NO", "n", "false", "F", "0"}) {
    cr_expect(parse_boolean(no) == false, "%s", no);
  }
  for (const char* neither : {"", " yes", "on", "off", "2", "-1"}) {
    cr_expect(!parse_boolean(neither), "%s", neither);
  }
}
