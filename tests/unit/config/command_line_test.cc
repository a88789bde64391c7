#include "config/command_line.h"

#include <criterion/criterion.h>

#include "reading.h"

using namespace spamweir;
using namespace spamweir::config;

namespace {

using Words = std::vector<std::string>;

}  // namespace

Test(command_line, where_the_command_starts) {
  struct {
    const char* label;
    Words words;
    int want;
  } const cases[] = {
      {"nothing at all", {}, 1},
      {"no option", {"qmail-smtpd"}, 1},
      {"no command", {"-a", "5"}, 3},
      {"a value and a command", {"-a", "5", "qmail-smtpd", "-a"}, 3},
      {"after --", {"-a5", "--", "-qmail"}, 3},
      {"-- alone", {"--"}, 2},
      {"a lone dash is a command", {"-", "x"}, 1},
      {"an empty word is a command", {"", "x"}, 1},
      {"an optional value is never the next word", {"-l", "debug"}, 2},
      {"nor with the long form", {"--log-level", "debug"}, 2},
      {"nor a boolean's", {"--reject-empty-rdns", "no"}, 2},
      {"a value may begin with a dash", {"--policy-url", "-x", "q"}, 3},
      {"a value may be --", {"--policy-url", "--", "q"}, 3},
      {"a value is missing", {"--policy-url"}, 2},
      {"an unknown option takes no word", {"--frobnicate", "q"}, 2},
      {"one that meant another takes its value", {"--max-recipiens", "5", "q"}, 3},
      {"an ambiguous one as well", {"--ip-blacklist", "5", "q"}, 3},
      {"unless the value is attached", {"--ip-blacklist=5", "q"}, 2},
      {"an unknown letter takes no word", {"-q", "q"}, 2},
      {"an alias takes its value", {"--local-domains-file", "f", "q"}, 3},
      {"a former switch takes none", {"--reject-identical-sender-recipient", "q"}, 2},
  };
  for (const auto& c : cases) {
    const Configuration read = read_words(c.words);
    cr_expect(read.command == c.want, "%s: got %d, want %d", c.label, read.command, c.want);
  }
}

Test(command_line, no_words_at_all) {
  const Configuration read = read_configuration(0, nullptr);
  cr_expect(read.command == 0 && read.problems.empty());
}

Test(command_line, spellings_of_a_value) {
  const Words spellings[] = {
      {"--max-recipients", "5"}, {"--max-recipients=5"},        {"-a", "5"}, {"-a5"},
      {"-a4", "-a", "5"},        {"--max-recipients=4", "-a5"},
  };
  for (const Words& words : spellings) {
    const Configuration read = read_words(words);
    cr_expect(read.settings.max_recipients == 5, "%s: got %d", joined(words, " ").c_str(),
              read.settings.max_recipients);
    cr_expect(read.problems.empty(), "%s: %s", joined(words, " ").c_str(), errors_of(read).c_str());
  }
}

Test(command_line, optional_values) {
  struct {
    Words words;
    log::Level want;
  } const cases[] = {
      {{}, log::Level::error},
      {{"-l"}, log::Level::info},
      {{"--log-level"}, log::Level::info},
      {{"-ldebug"}, log::Level::debug},
      {{"--log-level=verbose"}, log::Level::verbose},
      {{"-lloud"}, log::Level::error},
      {{"--log-level="}, log::Level::error},
  };
  for (const auto& c : cases) {
    const log::Level got = read_words(c.words).settings.log_level;
    cr_expect(got == c.want, "%s: got %d, want %d", joined(c.words, " ").c_str(), int(got),
              int(c.want));
  }
}

Test(command_line, letters_are_never_clustered) {
  const Configuration read = read_words({"-hv"});
  cr_expect(read.action == Action::run);
  cr_expect(contains(errors_of(read), "help=v: takes no value"), "got %s", errors_of(read).c_str());
  const std::string boolean = errors_of(read_words({"-rR"}));
  cr_expect(contains(boolean, "reject-empty-rdns=R: must be yes or no"), "got %s", boolean.c_str());
}

Test(command_line, actions) {
  struct {
    Words words;
    Action want;
  } const cases[] = {
      {{"q"}, Action::run},
      {{"--help"}, Action::help},
      {{"-h"}, Action::help},
      {{"--more-help"}, Action::more_help},
      {{"--version"}, Action::version},
      {{"-v"}, Action::version},
      {{"-v", "-h"}, Action::version},
      {{"--bogus", "-h"}, Action::help},
      {{"--explain", "ip=1.2.3.4"}, Action::explain},
      {{"--explain", "-v"}, Action::explain},
      {{"q", "--explain"}, Action::run},
      {{"q", "--help"}, Action::run},
      {{"--", "--help"}, Action::run},
      {{"--help=yes"}, Action::run},
      {{"--vers"}, Action::version},
  };
  for (const auto& c : cases) {
    const Action got = read_words(c.words).action;
    cr_expect(got == c.want, "%s: got %d, want %d", joined(c.words, " ").c_str(), int(got),
              int(c.want));
  }
}

Test(command_line, beginnings_of_names) {
  const Configuration unique = read_words({"--max-r", "5", "q"});
  cr_expect(unique.settings.max_recipients == 5);
  cr_expect(errors_of(unique).empty());
  cr_expect(contains(warnings_of(unique), "command line: --max-r is taken for --max-recipients"),
            "got %s", warnings_of(unique).c_str());

  const Configuration several = read_words({"--ip-b=1.2.3.4"});
  cr_expect(several.settings.ip_blacklist.empty());
  cr_expect(contains(errors_of(several),
                     "ip-b: may be several options: ip-blacklist-entry or ip-blacklist-file"),
            "got %s", errors_of(several).c_str());

  const Configuration exact = read_words({"--tls-privatekey-password", "x"});
  cr_expect(warnings_of(exact).empty(), "a full name that begins another is no beginning: %s",
            warnings_of(exact).c_str());
}

Test(command_line, an_ambiguous_name_shuts_what_it_may_guard) {
  const Settings tls = read_words({"--tls=smtps"}).settings;
  cr_expect(tls.tls_level == TlsLevel::none && tls.smtp_auth_level == AuthLevel::none);
  const Settings relay = read_words({"--rel", "x"}).settings;
  cr_expect(relay.relay_level == RelayLevel::block_all);
}

Test(command_line, errors_name_the_command_line) {
  const std::string got = errors_of(read_words({"-a", "many"}));
  cr_expect(got.starts_with("command line: max-recipients=many: "), "got %s", got.c_str());
  const std::string letter = errors_of(read_words({"-q"}));
  cr_expect(letter.starts_with("command line: -q: unknown option"), "got %s", letter.c_str());
  const std::string missing = errors_of(read_words({"--policy-url"}));
  cr_expect(contains(missing, "policy-url: needs a value"), "got %s", missing.c_str());
}

Test(command_line, bytes_of_any_kind_are_no_option) {
  const Configuration read = read_words({"-\xff", "--\xff\x01=\n", "--=", "q"});
  cr_expect(texts_of(read, Severity::error).size() == 3, "got %s", errors_of(read).c_str());
  cr_expect(read.command == 4);
}

Test(command_line, files_are_read_after_all_words) {
  const testing::ScratchDirectory directory;
  const std::string first = directory.file("first", "max-recipients=1\nip-blacklist-entry=b\n");
  const std::string second = directory.file("second", "max-recipients=2\n");
  const Configuration read =
      read_words({"-f", first, "--config-file=" + second, "--ip-blacklist-entry=a", "-a9", "q"});
  cr_expect(read.settings.max_recipients == 2, "got %d", read.settings.max_recipients);
  cr_expect(joined(read.settings.ip_blacklist.entries, " ") == "a b");

  const Configuration taken_out = read_words({"-f", first, "-f", second, "-f!" + second, "q"});
  cr_expect(taken_out.settings.max_recipients == 1);
  const Configuration emptied = read_words({"-f", first, "-f", "!!!", "q"});
  cr_expect(emptied.settings.max_recipients == 0);
  const std::string none = errors_of(read_words({"-f", "!/x", "q"}));
  cr_expect(contains(none, "config-file=!/x: there is no such file"), "got %s", none.c_str());
}

Test(command_line, what_is_written_for_an_equals_sign_escapes_no_guard) {
  const Configuration user = read_words({"--run-as-user:x", "qmail"});
  cr_expect(!user.settings.refuse_session.empty());
  cr_expect(user.command == 2, "the value is attached: got %d", user.command);
  cr_expect(contains(errors_of(user), "written OPTION=VALUE"), "got %s", errors_of(user).c_str());
  cr_expect(read_words({"--relay-level:x"}).settings.relay_level == RelayLevel::block_all);
  const Configuration squeezed = read_words({"--runasuser", "nobody", "qmail"});
  cr_expect(!squeezed.settings.refuse_session.empty());
  cr_expect(squeezed.command == 3, "got %d", squeezed.command);
}
