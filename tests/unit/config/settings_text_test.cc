#include "config/settings_text.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "reading.h"
#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::config;
using spamweir::testing::expect_text;

namespace {

constexpr std::string_view kText =
    "reject-sender=no-mx\nreject-sender=not-local\ntest-mode=dns-blacklist\n"
    "ip-blacklist-entry=1.2.3.4\nip-blacklist-entry=5.6\nlog-level=debug\nlog-target=stderr\n"
    "max-recipients=7\nreject-empty-rdns=yes\npolicy-url=http://x.test/p\n"
    "dns-query-type-a=cname\nsmtp-auth-level=always\n"
    "smtp-auth-command=/bin/check \"a b\"\n";

}  // namespace

Test(settings_text, reads_back_to_the_same_settings) {
  const Configuration first = read_text(kText);
  expect_text(errors_of(first), "");
  const std::string text = settings_text(first.settings);
  const Configuration second = read_text(text);
  expect_text(errors_of(second), "");
  expect_text(settings_text(second.settings), text.c_str());
  for (const std::string_view line : split(kText, '\n')) {
    if (line.empty()) continue;
    cr_expect(contains(text, concat(line, "\n")), "%s\n%s", std::string(line).c_str(),
              text.c_str());
  }
}

Test(settings_text, shows_no_secret) {
  const std::string text = settings_text(read_text("tls-privatekey-password=secret\n").settings);
  cr_expect(!contains(text, "secret"));
  cr_expect(contains(text, "# tls-privatekey-password is not shown\n"));
  cr_expect(contains(text, "# full-log-dir has no value\n"));
}

Test(settings_text, names_each_setting_of_the_table) {
  const std::string text = concat("\n", settings_text(Settings()));
  for (const Option& option : options()) {
    if (!option.is_setting() || (option.scope & kConfigFile) == 0) continue;
    const bool is_there = contains(text, concat("\n", option.name, "=")) ||
                          contains(text, concat("\n# ", option.name, " has no value"));
    cr_expect(is_there, "%s", std::string(option.name).c_str());
  }
}
