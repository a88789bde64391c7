#include "checkup/contradictions.h"

#include <criterion/criterion.h>

#include "../config/reading.h"
#include "base/text.h"
#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::checkup;

namespace {

// `LEVEL(option)` of what is found in a command line, with blanks between them.
std::string found_in(std::string_view words) {
  std::vector<std::string> arguments;
  for (const std::string_view word : split(words, ' ')) arguments.emplace_back(word);
  std::vector<config::Given> given;
  const config::Configuration read = config::read_words(arguments, &given);
  std::string found;
  Report report({}, [&](std::string_view line) {
    found += concat(found.empty() ? "" : " ", line.substr(0, line.find(':')));
  });
  std::set<std::string> checked;
  Examination examination{read.settings, given, read.base, report, checked};
  check_contradictions(examination);
  return found;
}

}  // namespace

// Each row with what makes it hold, and next to it what makes it not.
Test(contradictions, rows) {
  const struct {
    const char *words, *want;
  } cases[] = {
      {"--max-recipients=5", ""},
      {"--smtp-auth-level=always", "ERROR(smtp-auth-level)"},
      {"--smtp-auth-level=ondemand --smtp-auth-command=x", ""},
      {"--smtp-auth-command=x", "WARNING(smtp-auth-command)"},
      {"--smtp-auth-command=x --smtp-auth-command=!x", ""},
      {"--smtp-auth-require-tls", "WARNING(smtp-auth-require-tls)"},
      {"--smtp-auth-require-tls --tls-certificate-file=x", ""},
      {"--smtp-auth-require-tls --smtp-auth-level=none", ""},
      {"--filter-level=require-auth --smtp-auth-level=none", "ERROR(filter-level)"},
      {"--filter-level=require-auth", ""},
      {"--reject-sender=authentication-mismatch --smtp-auth-level=none", "WARNING(reject-sender)"},
      {"--reject-sender=not-local --smtp-auth-level=none", ""},
      {"--config-test-smtpauth-password=x", "WARNING(config-test-smtpauth-username)"},
      {"--tls-level=smtps", "ERROR(tls-level)"},
      {"--tls-level=smtps --tls-certificate-file=x", ""},
      {"--tls-level=none --tls-certificate-file=x", "WARNING(tls-certificate-file)"},
      {"--tls-certificate-dir=x", "WARNING(tls-certificate-file)"},
      {"--graylist-level=always --graylist-min-secs=9", "ERROR(graylist-level)"},
      {"--graylist-level=always --graylist-min-secs=9 --graylist-dir=x", ""},
      {"--graylist-level=always --graylist-dir=x", "WARNING(graylist-min-secs)"},
      {"--graylist-dir=x", "WARNING(graylist-dir)"},
      {"--graylist-dir=x --config-dir=y", ""},
      {"--graylist-exception-rdns-entry=x", "WARNING(graylist-exception-ip-entry)"},
      {"--graylist-level=only --graylist-min-secs=9 --graylist-dir=x", "WARNING(graylist-level)"},
      {"--graylist-level=always --graylist-min-secs=9 --graylist-max-secs=9 --graylist-dir=x",
       "ERROR(graylist-max-secs)"},
      {"--relay-level=allow-all", "WARNING(relay-level)"},
      {"--relay-level=block-all", ""},
      {"--relay-level=block-all --ip-relay-entry=1.2.3", "WARNING(relay-level)"},
      {"--ip-relay-entry=0.0.0.0/0", "WARNING(ip-relay-entry)"},
      {"--ip-relay-entry=10.", ""},
      {"--ip-blacklist-entry=0-255.", "WARNING(ip-blacklist-entry)"},
      {"--greeting-delay-secs=5 --connection-timeout-secs=5", "ERROR(greeting-delay-secs)"},
      {"--greeting-delay-secs=5 --connection-timeout-secs=6", ""},
      {"--greeting-delay-secs=5 --idle-timeout-secs=1", ""},
      {"--idle-timeout-secs=5 --connection-timeout-secs=5", "WARNING(idle-timeout-secs)"},
      {"--idle-timeout-secs=5", ""},
      {"--dns-level=none --rdns-blacklist-entry=x", "WARNING(dns-level)"},
      {"--dns-level=none --graylist-level=always --graylist-min-secs=9 --graylist-dir=x "
       "--graylist-exception-rdns-entry=x",
       "WARNING(dns-level)"},
      {"--dns-level=none --ip-blacklist-entry=1.2", ""},
      {"--dns-server-ip=1.2.3.4 --dns-resolv-conf=x", "WARNING(dns-resolv-conf)"},
      {"--dns-server-ip=1.2.3.4", ""},
      {"--dns-max-retries-primary=9", "WARNING(dns-max-retries-primary)"},
      {"--config-dir-search=all-ip", "WARNING(config-dir-search)"},
      {"--filter-level=reject-all", "WARNING(filter-level)"},
      {"--filter-level=allow-all", "INFO(filter-level)"},
      {"--policy-url=x", "WARNING(policy-url)"},
      {"--policy-url=x --max-recipients=5", ""},
      {"--log-target=none", "WARNING(log-target)"},
  };
  for (const auto& c : cases) testing::expect_text(found_in(c.words), c.want, "%s", c.words);
}
