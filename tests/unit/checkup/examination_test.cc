#include "checkup/examination.h"

#include <criterion/criterion.h>

#include "../config/reading.h"
#include "base/text.h"
#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::checkup;

namespace {

// The values of an option that count, with blanks between them.
std::string counting(std::string_view option, const std::vector<std::string>& words) {
  std::vector<config::Given> given;
  const config::Configuration read = config::read_words(words, &given);
  Report report({}, [](std::string_view) {});
  std::set<std::string> checked;
  Examination examination{read.settings, given, read.base, report, checked};
  std::string values;
  for (const config::Given* one : in_effect(examination, *config::find_option(option))) {
    values += concat(values.empty() ? "" : " ", one->value);
  }
  return values;
}

}  // namespace

Test(examination, in_effect) {
  using Words = std::vector<std::string>;
  const struct {
    const char* label;
    std::string_view option;
    Words words;
    std::string_view want;
  } cases[] = {
      {"none", "max-recipients", {}, ""},
      {"the last", "max-recipients", {"--max-recipients=1", "--max-recipients=2"}, "2"},
      {"the default again", "max-recipients", {"--max-recipients=1", "--max-recipients=!!!"}, ""},
      {"bad values don't count",
       "max-recipients",
       {"--max-recipients=1", "--max-recipients=x"},
       "1"},
      {"a list", "graylist-dir", {"--graylist-dir=a", "--graylist-dir=b"}, "a b"},
      {"once each", "graylist-dir", {"--graylist-dir=a", "--graylist-dir=a"}, "a"},
      {"taken out",
       "graylist-dir",
       {"--graylist-dir=a", "--graylist-dir=b", "--graylist-dir=!a"},
       "b"},
      {"emptied", "graylist-dir", {"--graylist-dir=a", "--graylist-dir=!!!"}, ""},
      {"a bare name", "log-level", {"-l"}, "info"},
      {"names",
       "reject-sender",
       {"--reject-sender=no-mx", "--reject-sender=not-local"},
       "no-mx not-local"},
  };
  for (const auto& c : cases) {
    testing::expect_text(counting(c.option, c.words), c.want, "%s", c.label);
  }
}

Test(examination, place_of) {
  testing::expect_text(place_of({}), "command line");
  testing::expect_text(place_of({std::make_shared<const std::string>("/etc/x"), 3}), "/etc/x(3)");
}

Test(examination, needs_dns) {
  config::Settings settings;
  cr_expect(!needs_dns(settings));
  settings.reject_sender = config::kNotLocal;
  cr_expect(!needs_dns(settings));
  settings.reject_sender = config::kNoMx;
  cr_expect(needs_dns(settings));
  settings = {};
  settings.rhs_whitelist.files = {"x"};
  cr_expect(needs_dns(settings));
}
