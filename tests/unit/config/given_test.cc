#include "config/given.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "reading.h"

using namespace spamweir;
using namespace spamweir::config;

namespace {

std::string shown(const Given& given) {
  const std::string file = given.origin.file ? *given.origin.file : "command line";
  return concat(given.option->name, "=", given.value, " @ ", file.substr(file.rfind('/') + 1), ":",
                to_text(given.origin.line));
}

}  // namespace

Test(given, holds_what_counts_in_the_order_of_reading) {
  const testing::ScratchDirectory directory;
  const std::string inner = directory.file("inner", "\nmax-recipients=7\n");
  const std::string outer = directory.file(
      "outer", concat("reject-empty-rdns\nconfig-file=", inner, "\nreject-sender=!no-mx\n"));
  std::vector<Given> given;
  read_words({"-a", "5", "--max-recipients=x", "-f", outer, "--frobnicate=1",
              "--reject-missing-sender-mx=yes"},
             &given);
  std::vector<std::string> texts;
  texts.reserve(given.size());
  for (const Given& each : given) texts.push_back(shown(each));
  const std::string want = concat(
      "max-recipients=5 @ command line:0\n"
      "config-file=",
      outer,
      " @ command line:0\n"
      "reject-sender=no-mx @ command line:0\n"
      "reject-empty-rdns=yes @ outer:1\n"
      "config-file=",
      inner,
      " @ outer:2\n"
      "max-recipients=7 @ inner:2\n"
      "reject-sender=!no-mx @ outer:3");
  cr_assert_eq(joined(texts, "\n"), want, "got %s", joined(texts, "\n").c_str());
}

Test(given, the_last_one_decides) {
  std::vector<Given> given;
  read_words({"-a", "5", "-a", "6"}, &given);
  cr_assert_eq(last_given(given, "max-recipients")->value, "6");
  cr_assert_null(last_given(given, "idle-timeout-secs"));
}
