#include "config/interpreter.h"

#include <criterion/criterion.h>

#include "reading.h"

using namespace spamweir;
using namespace spamweir::config;

Test(interpreter, names_of_spamdyke_4) {
  const Configuration read = read_text(
      "reject-identical-sender-recipient\n"
      "rejection-text-identical-sender-recipient=Same\n"
      "local-domains-file=/a\n"
      "relay-level=no-check\n"
      "rejection-text-access-denied=x\n");
  const Settings& settings = read.settings;
  cr_expect(errors_of(read).empty(), "got %s", errors_of(read).c_str());
  cr_expect(texts_of(read, Severity::warning).size() == 5, "got %s", warnings_of(read).c_str());
  cr_expect(settings.reject_recipient == kSameAsSender);
  cr_expect(settings.rejection_texts[static_cast<size_t>(Rejection::identical_sender_recipient)] ==
            "Same");
  cr_expect(joined(settings.rcpthosts_files, " ") == "/a");
  cr_expect(settings.relay_level == RelayLevel::normal);
}

Test(interpreter, an_alias_of_a_value_sets_it) {
  const Configuration read =
      read_text("reject-missing-sender-mx\nrejection-text-missing-sender-mx=x\n");
  cr_expect(errors_of(read).empty(), "got %s", errors_of(read).c_str());
  cr_expect(read.settings.reject_sender == kNoMx);
  cr_expect(read.settings.rejection_texts[static_cast<size_t>(Rejection::sender_no_mx)] == "x");
}

Test(interpreter, one_warning_a_run_for_each_alias) {
  const testing::ScratchDirectory directory;
  const std::string file =
      directory.file("conf", "local-domains-file=/b\nrelay-level=no-check\nrelay-level=no-check");
  const Configuration read =
      read_words({"--local-domains-file", "/a", "--local-domains-file=/c", "-f", file, "q"});
  cr_expect(texts_of(read, Severity::warning).size() == 2, "got %s", warnings_of(read).c_str());
  cr_expect(joined(read.settings.rcpthosts_files, " ") == "/a /c /b");
}

Test(interpreter, switches_of_spamdyke_4) {
  struct {
    const char* line;
    unsigned want;
    size_t errors;
  } const cases[] = {
      {"reject-identical-sender-recipient", 1, 0},
      {"reject-identical-sender-recipient=yes", 1, 0},
      {"reject-identical-sender-recipient=no", 0, 0},
      {"reject-identical-sender-recipient=x", 0, 1},
  };
  for (const auto& c : cases) {
    const Configuration read = read_text(c.line);
    cr_expect(read.settings.reject_recipient == c.want, "%s: got %u", c.line,
              read.settings.reject_recipient);
    cr_expect(texts_of(read, Severity::error).size() == c.errors, "%s: %s", c.line,
              errors_of(read).c_str());
  }
}

Test(interpreter, removed_options_name_the_remedy) {
  const std::string domains = errors_of(read_text("local-domains-entry=example.com"));
  cr_expect(contains(domains, "conf(1): local-domains-entry: ") && contains(domains, "rcpthosts"),
            "got %s", domains.c_str());
  const std::string access = errors_of(read_words({"--access-file", "/etc/tcp", "q"}));
  cr_expect(contains(access, "tcpserver -x") && contains(access, "ip-relay-file"), "got %s",
            access.c_str());
}

Test(interpreter, shown_name) {
  struct {
    const char* name;
    const char* want;
  } const cases[] = {
      {"plain-name", "plain-name"},
      {"name:value", "name"},
      {"", "(no name)"},
      {"\x01", "(no name)"},
      {"tls-privatekey-password", "tls-privatekey-password"},
      {"tls-privatekey-passwordhunter2", "tls-privatekey-password"},
      {"--TLS-privatekey-passwordhunter2", "tls-privatekey-password"},
  };
  for (const auto& c : cases) {
    const std::string got = shown_name(c.name);
    cr_expect(got == c.want, "%s: got %s, want %s", c.name, got.c_str(), c.want);
  }
}
