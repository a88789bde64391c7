#include "config/settings_builder.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "setting_case.h"

using namespace spamweir;
using namespace spamweir::config;

namespace {

std::string max_recipients(const Settings& s) { return number(s.max_recipients); }
std::string filter_level(const Settings& s) { return number(static_cast<int>(s.filter_level)); }
std::string bare_newline(const Settings& s) { return number(static_cast<int>(s.bare_newline)); }
std::string log_level(const Settings& s) { return number(static_cast<int>(s.log_level)); }
std::string log_targets(const Settings& s) { return to_text(s.log_targets); }
std::string reject_sender(const Settings& s) { return to_text(s.reject_sender); }
std::string reject_recipient(const Settings& s) { return to_text(s.reject_recipient); }
std::string policy_url(const Settings& s) { return s.policy_url; }
std::string blacklist(const Settings& s) { return joined(s.ip_blacklist.entries, " "); }
std::string rcpthosts(const Settings& s) { return joined(s.rcpthosts_files, " "); }
std::string morercpthosts(const Settings& s) { return joined(s.morercpthosts_files, " "); }
std::string ip_text(const Settings& s) {
  return s.rejection_texts[static_cast<size_t>(Rejection::blacklist_ip)];
}

}  // namespace

Test(settings_builder, numbers) {
  const Case cases[] = {
      {"default", "", max_recipients, "0"},
      {"plain", "max-recipients=7", max_recipients, "7"},
      {"last wins", "max-recipients=7\nmax-recipients=8", max_recipients, "8"},
      {"leading zeros", "max-recipients=007", max_recipients, "7"},
      {"most", "max-recipients=2147483647", max_recipients, "2147483647"},
      {"most + 1", "max-recipients=5\nmax-recipients=2147483648", max_recipients, "5", 1},
      {"far too much", "max-recipients=99999999999999999999999", max_recipients, "0", 1},
      {"negative", "max-recipients=-1", max_recipients, "0", 1},
      {"a word", "max-recipients=5\nmax-recipients=many", max_recipients, "5", 1},
      {"trailing rubbish", "max-recipients=5x", max_recipients, "0", 1},
      {"empty", "max-recipients=5\nmax-recipients=", max_recipients, "5", 1},
      {"no value", "max-recipients", max_recipients, "0", 1},
      {"reset", "max-recipients=5\nmax-recipients=!!!", max_recipients, "0"},
      {"removal means nothing", "max-recipients=5\nmax-recipients=!5", max_recipients, "5", 1},
  };
  for (const Case& c : cases) check(c);
}

Test(settings_builder, bounds_of_numbers_are_told) {
  const std::string zero = errors_of(read_text("dns-max-retries-total=0"));
  cr_expect(contains(zero, "a whole number from 1 to 2147483647"), "got %s", zero.c_str());
  cr_expect(errors_of(read_text("dns-max-retries-total=1")).empty());
  cr_expect(errors_of(read_text("dns-max-retries-primary=0")).empty());
}

Test(settings_builder, texts) {
  const std::string url_100(100, 'u');
  const std::string url_101(101, 'u');
  const std::string lines_100 = "policy-url=" + url_100;
  const std::string lines_101 = "policy-url=before\npolicy-url=" + url_101;
  const Case cases[] = {
      {"plain", "policy-url=http://x.test/?a=b", policy_url, "http://x.test/?a=b"},
      {"blanks inside and quotes stay", "rejection-text-ip-blacklist= \"go  away\" ", ip_text,
       "\"go  away\""},
      {"100 characters", lines_100.c_str(), policy_url, url_100.c_str()},
      {"101 characters", lines_101.c_str(), policy_url, "before", 1},
      {"reset", "policy-url=x\npolicy-url=!!!", policy_url, ""},
      {"a single value takes ! literally", "policy-url=!x", policy_url, "!x"},
      {"empty", "policy-url=x\npolicy-url=", policy_url, "x", 1},
      {"user", "run-as-user=qmaild:nofiles", user, "qmaild:nofiles"},
  };
  for (const Case& c : cases) check(c);
}

Test(settings_builder, choices) {
  const Case cases[] = {
      {"filter-level allow-all", "filter-level=allow-all", filter_level, "0"},
      {"filter-level normal", "filter-level=allow-all\nfilter-level=normal", filter_level, "1"},
      {"filter-level require-auth", "filter-level=require-auth", filter_level, "2"},
      {"filter-level reject-all", "filter-level=reject-all", filter_level, "3"},
      {"a bad filter-level keeps the one before", "filter-level=require-auth\nfilter-level=of",
       filter_level, "2", 1},
      {"any case", "filter-level=Allow-All", filter_level, "0"},
      {"reset", "filter-level=allow-all\nfilter-level=!!!", filter_level, "1"},
      {"bare-newline default", "", bare_newline, "0"},
      {"bare-newline reject", "bare-newline=reject", bare_newline, "1"},
      {"bare-newline lenient", "bare-newline=lenient", bare_newline, "2"},
      {"bare-newline bad", "bare-newline=reject\nbare-newline=x", bare_newline, "1", 1},
      {"log-level default", "", log_level, "1"},
      {"log-level", "log-level=excessive", log_level, "5"},
      {"log-level alone", "log-level", log_level, "2"},
      {"log-level empty", "log-level=", log_level, "1", 1},
      {"log-level bad", "log-level=debug\nlog-level=loud", log_level, "4", 1},
      {"tls-level", "tls-level=smtp-no-passthrough", tls_level, "2"},
      {"smtp-auth-level", "smtp-auth-level=none", auth_level, "0"},
      {"relay-level", "relay-level=allow-all", relay_level, "2"},
  };
  for (const Case& c : cases) check(c);
}

Test(settings_builder, combined_names) {
  const Case cases[] = {
      {"default", "", log_targets, "2"},
      {"the first replaces the default", "log-target=stderr", log_targets, "1"},
      {"both", "log-target=stderr\nlog-target=syslog", log_targets, "3"},
      {"one taken out again", "log-target=stderr\nlog-target=syslog\nlog-target=!stderr",
       log_targets, "2"},
      {"the default taken out", "log-target=!syslog\nlog-target=stderr", log_targets, "1"},
      {"none", "log-target=none", log_targets, "0"},
      {"after none", "log-target=syslog\nlog-target=none\nlog-target=stderr", log_targets, "1"},
      {"reset brings the default back", "log-target=stderr\nlog-target=!!!", log_targets, "2"},
      {"after a reset", "log-target=!!!\nlog-target=stderr", log_targets, "1"},
      {"bad", "log-target=stderr\nlog-target=paper", log_targets, "1", 1},
      {"bad removal", "log-target=!paper", log_targets, "2", 1},
      {"sender", "reject-sender=not-local", reject_sender, "1"},
      {"two senders", "reject-sender=not-local\nreject-sender=no-mx", reject_sender, "3"},
      {"sender and user", "reject-sender=authentication-domain-mismatch", reject_sender, "8"},
      {"taking out what is not in", "reject-sender=not-local\nreject-sender=!no-mx", reject_sender,
       "1"},
      {"recipient", "reject-recipient=same-as-sender", reject_recipient, "1"},
      {"recipient none", "reject-recipient=same-as-sender\nreject-recipient=none", reject_recipient,
       "0"},
      {"recipient !", "reject-recipient=same-as-sender\nreject-recipient=!same-as-sender",
       reject_recipient, "0"},
      {"the old name", "reject-identical-sender-recipient=yes", reject_recipient, "1"},
      {"the old name's no",
       "reject-identical-sender-recipient=yes\nreject-identical-sender-recipient=no",
       reject_recipient, "0"},
      {"the old name's no against the new name",
       "reject-recipient=same-as-sender\nreject-identical-sender-recipient=no", reject_recipient,
       "0"},
      {"recipient checks", "reject-recipient=invalid\nreject-recipient=unavailable",
       reject_recipient, "6"},
  };
  for (const Case& c : cases) check(c);
}

Test(settings_builder, booleans) {
  const auto empty_rdns = [](const Settings& s) { return number(s.reject_empty_rdns); };
  const Case cases[] = {
      {"default", "", empty_rdns, "0"},
      {"bare", "reject-empty-rdns", empty_rdns, "1"},
      {"YES", "reject-empty-rdns=YES", empty_rdns, "1"},
      {"t", "reject-empty-rdns=t", empty_rdns, "1"},
      {"1", "reject-empty-rdns=1", empty_rdns, "1"},
      {"off again", "reject-empty-rdns\nreject-empty-rdns=F", empty_rdns, "0"},
      {"0", "reject-empty-rdns\nreject-empty-rdns=0", empty_rdns, "0"},
      {"reset", "reject-empty-rdns\nreject-empty-rdns=!!!", empty_rdns, "0"},
      {"bad", "reject-empty-rdns\nreject-empty-rdns=2", empty_rdns, "1", 1},
      {"empty", "reject-empty-rdns=", empty_rdns, "0", 1},
  };
  for (const Case& c : cases) check(c);
}

Test(settings_builder, lists) {
  const Case cases[] = {
      {"adds up", "ip-blacklist-entry=1\nip-blacklist-entry=2", blacklist, "1 2"},
      {"removal", "ip-blacklist-entry=1\nip-blacklist-entry=2\nip-blacklist-entry=!1", blacklist,
       "2"},
      {"emptied", "ip-blacklist-entry=1\nip-blacklist-entry=!!!\nip-blacklist-entry=2", blacklist,
       "2"},
      {"a lone !", "ip-blacklist-entry=1\nip-blacklist-entry=!", blacklist, "1", 1},
      {"empty", "ip-blacklist-entry=", blacklist, "", 1},
      {"default", "", rcpthosts, "/var/qmail/control/rcpthosts"},
      {"the first replaces the default", "qmail-rcpthosts-file=/a\nqmail-rcpthosts-file=/b",
       rcpthosts, "/a /b"},
      {"an empty value leaves the default", "qmail-rcpthosts-file=", rcpthosts,
       "/var/qmail/control/rcpthosts", 1},
      {"the default taken out", "qmail-rcpthosts-file=!/var/qmail/control/rcpthosts", rcpthosts,
       ""},
      {"another taken out", "qmail-rcpthosts-file=!/other", rcpthosts,
       "/var/qmail/control/rcpthosts"},
      {"no such file at all", "qmail-morercpthosts-cdb=!!!", morercpthosts, ""},
      {"morercpthosts", "qmail-morercpthosts-cdb=/m", morercpthosts, "/m"},
  };
  for (const Case& c : cases) check(c);
}

Test(settings_builder, taking_out_what_is_not_there_is_a_warning) {
  const Configuration read = read_text("ip-blacklist-entry=!1.2.3.4\n");
  const std::string got = warnings_of(read);
  cr_expect(contains(got, "conf(1): ip-blacklist-entry=!1.2.3.4: there is no such value"), "got %s",
            got.c_str());
}

Test(settings_builder, taking_nothing_out_of_a_list_that_lets_mail_in_is_an_error) {
  const char* const lists[] = {"ip-relay-entry",
                               "ip-relay-file",
                               "ip-whitelist-entry",
                               "ip-whitelist-file",
                               "sender-whitelist-entry",
                               "sender-whitelist-file",
                               "recipient-whitelist-entry",
                               "recipient-whitelist-file"};
  for (const char* list : lists) {
    const Configuration read = read_text(concat(list, "=1.2.3.4\n", list, "=!1.2.3.5\n"));
    const std::string got = errors_of(read);
    const std::string want =
        concat("conf(2): ", list, "=!1.2.3.5: there is no such value to take out; what the list");
    cr_expect(contains(got, want), "%s: got %s", list, got.c_str());
  }
}

Test(settings_builder, the_refusal_is_the_last_problem) {
  for (const char* line : {"run-as-usr=x", "run-as-user="}) {
    const Configuration read = read_text(concat(line, "\nmax-recipients=x\n"));
    const auto errors = texts_of(read, Severity::error);
    cr_assert(errors.size() == 2, "%s: got %s", line, errors_of(read).c_str());
    cr_expect(contains(errors[0], "max-recipients=x"));
    cr_expect(errors[1] == read.settings.refuse_session, "%s: got %s, want %s", line,
              errors[1].c_str(), read.settings.refuse_session.c_str());
  }
}

Test(settings_builder, every_setting_reaches_its_own_field) {
  for (const Option& option : options()) {
    if (!option.is_setting()) continue;
    std::string value = option.kind == Kind::boolean ? "yes" : "31";
    for (const Name& name : option.names) {
      if (!option.default_text.starts_with(name.text)) value = name.text;
    }
    const std::string line = concat(option.name, "=", value);
    Configuration read =
        option.scope == kCommandLine ? read_words({concat("--", line)}) : read_text(line);
    cr_expect(read.problems.empty(), "%s: %s", line.c_str(), errors_of(read).c_str());
    std::string got = "?";
    if (const auto* text = std::get_if<TextOf>(&option.target)) got = (*text)(read.settings);
    if (const auto* list = std::get_if<ListOf>(&option.target)) {
      got = joined((*list)(read.settings), " ");
    }
    if (const auto* figure = std::get_if<NumberOf>(&option.target)) {
      got = number((*figure)(read.settings));
    }
    if (const auto* flag = std::get_if<BoolOf>(&option.target)) {
      got = (*flag)(read.settings) ? "yes" : "no";
    }
    if (const auto* flag = std::get_if<BoolOf>(&option.target)) {
      got = (*flag)(read.settings) ? "yes" : "no";
    }
    if (const auto* choice = std::get_if<Choice>(&option.target)) {
      got = option.names[0].text;
      for (const Name& name : option.names) {
        if (name.value == choice->get(read.settings)) got = name.text;
      }
    }
    if (const auto* bits = std::get_if<BitsOf>(&option.target)) {
      for (const Name& name : option.names) {
        if (name.value == static_cast<int>((*bits)(read.settings))) {
          got = name.text;
        }
      }
    }
    cr_expect(got == value, "%s: got %s", line.c_str(), got.c_str());
  }
}

Test(settings_builder, no_two_settings_share_a_field) {
  Settings settings;
  std::vector<const void*> fields;
  for (const Option& option : options()) {
    const void* field = nullptr;
    if (const auto* text = std::get_if<TextOf>(&option.target)) field = &(*text)(settings);
    if (const auto* list = std::get_if<ListOf>(&option.target)) field = &(*list)(settings);
    if (const auto* figure = std::get_if<NumberOf>(&option.target)) field = &(*figure)(settings);
    if (const auto* bits = std::get_if<BitsOf>(&option.target)) field = &(*bits)(settings);
    if (const auto* flag = std::get_if<BoolOf>(&option.target)) field = &(*flag)(settings);
    if (field == nullptr) continue;
    const bool taken = std::find(fields.begin(), fields.end(), field) != fields.end();
    cr_expect(!taken, "%s", std::string(option.name).c_str());
    fields.push_back(field);
  }
}

Test(settings_builder, wrong_names_say_which_are_right) {
  const std::string wrong = errors_of(read_text("config-dir-search=sometimes"));
  cr_expect(contains(wrong, "must be one of first, all-ip"), "got %s", wrong.c_str());
}

Test(settings_builder, graylisting) {
  const config::GraylistSettings graylist =
      read_text(
          "graylist-level=only-create-dir\ngraylist-dir=/a\ngraylist-dir=/b\n"
          "graylist-min-secs=300\ngraylist-max-secs=600\n"
          "graylist-key=network-sender-recipient\ngraylist-network-bits-ipv4=32\n"
          "graylist-network-bits-ipv6=16\ngraylist-known-client-secs=7\ngraylist-fold-sender")
          .settings.graylist;
  cr_expect(graylist.level == GraylistLevel::only_create_dir && graylist.creates_directories());
  cr_expect(joined(graylist.directories, " ") == "/a /b");
  cr_expect(graylist.min_secs == 300 && graylist.max_secs == 600);
  cr_expect(graylist.key == GraylistKey::network_sender_recipient);
  cr_expect(graylist.network_bits_v4 == 32 && graylist.network_bits_v6 == 16);
  cr_expect(graylist.known_client_secs == 7 && graylist.fold_sender);
  for (const char* wrong :
       {"graylist-network-bits-ipv4=7", "graylist-network-bits-ipv4=33", "graylist-key=x",
        "graylist-network-bits-ipv6=15", "graylist-network-bits-ipv6=129", "graylist-level=x"}) {
    cr_expect(!errors_of(read_text(wrong)).empty(), "%s", wrong);
  }
  const Settings lists = read_text(
                             "graylist-exception-ip-entry=1.2.3.4\n"
                             "graylist-exception-rdns-dir=/d")
                             .settings;
  cr_expect(joined(lists.graylist_exception_ip.entries, " ") == "1.2.3.4");
  cr_expect(joined(lists.graylist_exception_rdns.directories, " ") == "/d");
}

Test(settings_builder, authentication) {
  const Settings defaults;
  cr_expect(defaults.auth.commands.empty() && !defaults.auth.require_tls);
  const Settings settings =
      read_text(
          "smtp-auth-command=/bin/a \"b c\" /bin/true\nsmtp-auth-command=d\n"
          "smtp-auth-require-tls\nsmtp-auth-max-failures=0\nsmtp-auth-failure-delay-secs=60\n"
          "smtp-auth-level=ondemand-encrypted\nrejection-text-auth-failure=No.")
          .settings;
  cr_expect(joined(settings.auth.commands, "|") == "/bin/a \"b c\" /bin/true|d");
  cr_expect(settings.auth.require_tls && settings.auth.max_failures == 0);
  cr_expect(settings.auth.failure_delay_secs == 60);
  cr_expect(settings.smtp_auth_level == AuthLevel::ondemand_encrypted);
  cr_expect(settings.text_of(Rejection::failed_auth) == "No.");
  cr_expect(settings.text_of(Rejection::unknown_auth) == row_of(Rejection::unknown_auth).text);
  const Settings fewer =
      read_text("smtp-auth-command=a\nsmtp-auth-command=b\nsmtp-auth-command=!a").settings;
  cr_expect(joined(fewer.auth.commands, "|") == "b");
}

Test(settings_builder, error_texts_say_all) {
  struct {
    const char* line;
    std::vector<const char*> pieces;
  } const cases[] = {
      {"max-recipients=many",
       {"conf(1): max-recipients=many: must be a whole number from 0 to 2147483647", "correct it"}},
      {"relay-level=open",
       {"relay-level=open: must be one of block-all, normal, allow-all", "nothing is relayed"}},
      {"reject-sender=x", {"not-local", "!NAME, none or !!!"}},
      {"reject-empty-rdns=maybe", {"reject-empty-rdns=maybe: must be yes or no"}},
      {"tls-level=x", {"neither STARTTLS nor AUTH"}},
      {"smtp-auth-level=x", {"AUTH is neither offered nor passed on"}},
      {"smtp-auth-command=a \"b", {"a ...: a double quote in it is not closed; AUTH is neither"}},
      {"run-as-user=", {"needs a value, written run-as-user=USER[:GROUP]", "session is refused"}},
      {"ip-blacklist-file", {"needs a value, written ip-blacklist-file=FILE"}},
      {"max-recipient=5", {"max-recipient=5: unknown option (did you mean max-recipients?);"}},
      {"Max_Recipients=5", {"did you mean max-recipients?"}},
      {"--max-recipients=5", {"did you mean max-recipients?"}},
      {"ip-blacklist=5", {"did you mean ip-blacklist-entry or ip-blacklist-file?"}},
      {"relay-level:x", {"relay-level:x: syntax error, it must be written OPTION=VALUE"}},
      {"max-recipient:5", {"did you mean max-recipients?"}},
      {"tls=none", {"tls: unknown option (did you mean tls-"}},
      {"frobnicate=5", {"frobnicate: unknown option, --help lists all options"}},
      {"=5", {"(no name): unknown option"}},
      {"config-test", {"config-test: may stand on the command line only"}},
  };
  for (const auto& c : cases) {
    const std::string got = errors_of(read_text(c.line));
    for (const char* piece : c.pieces) {
      cr_expect(contains(got, piece), "%s: got %s, want %s in it", c.line, got.c_str(), piece);
    }
  }
}

Test(settings_builder, no_message_quotes_a_password) {
  const char* const lines[] = {
      "tls-privatekey-password hunter2",
      "tls-privatekey-password:hunter2",
      "tls-privatekey-passwordhunter2=x",
      "tls-privatekey-pasword=hunter2",
      "config-test-smtpauth-password=hunter2",
      "tls-privatekey-passwd hunter2",
      "TLS-PrivateKey-Password=hunter2",
      "tls-privatekey-password-fiel=hunter2",
      "--tls-privatekey-password=hunter2",
      "some-password=hunter2",
      "tls-privatekey=hunter2",
      "tls-privatekey:hunter2",
      "tlsprivatekeypassword=hunter2",
      "tls-privatekey-password:hunter2=x",
  };
  for (const char* line : lines) {
    const Configuration read = read_text(line);
    const std::string got = errors_of(read) + read.settings.refuse_session;
    cr_expect(!got.empty(), "%s: no error", line);
    cr_expect(!contains(got, "hunter2"), "%s: got %s", line, got.c_str());
    const std::string shown = errors_of(read_words({"--" + std::string(line)}));
    cr_expect(!contains(shown, "hunter2"), "--%s: got %s", line, shown.c_str());
  }
  const std::string separate =
      errors_of(read_words({"--config-test-smtpauth-passwordd", "hunter2", "qmail"}));
  cr_expect(!separate.empty() && !contains(separate, "hunter2"), "got %s", separate.c_str());
}
