#include "explain/explain.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/version.h"
#include "config/configuration.h"
#include "config/recipient_settings.h"
#include "dns/resolver.h"
#include "engine/engine.h"
#include "explain/findings.h"
#include "explain/mail.h"
#include "explain/printed.h"
#include "explain/rehearsal.h"
#include "explain/told_lookups.h"
#include "log/log.h"
#include "os/clock.h"
#include "os/privileges.h"
#include "os/stream.h"
#include "tools/output.h"
#include "validation/validator.h"

namespace spamweir::explain {
namespace {

constexpr int kAccepted = 0;
constexpr int kRefused = 1;
constexpr int kNotUnderstood = 2;

class LogLines final : public log::Listener {
 public:
  void line(log::Level level, std::string_view text) override {
    if (level <= log::Level::verbose) lines_.emplace_back(text);
  }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> lines_;
};

// As a front door waits: no command for DNS longer than for a single question; what validates
// recipients has a limit of its own.
class DoorsPatience final : public Patience {
 public:
  DoorsPatience(dns::Resolver& resolver, const config::DnsSettings& settings,
                validation::Validator& validator)
      : resolver_(resolver), validator_(validator), limit_(settings.timeout_secs) {}

  void begin() override { until_ = os::Clock::now() + limit_; }

  bool wait() override {
    if (validator_.is_at_work()) return wait_for_validator();
    if (!resolver_.deadline()) return false;
    if (os::Clock::now() >= until_) resolver_.give_up_pending();
    std::array interests{os::Interest{.fd = resolver_.fd(), .read = true}};
    os::wait(interests, os::earlier(resolver_.deadline(), until_));
    resolver_.work();
    return true;
  }

 private:
  // On old kernels nothing tells the end of a program: it is looked for.
  bool wait_for_validator() {
    constexpr std::chrono::milliseconds kLook{20};
    std::array interests = validator_.interests();
    os::wait(interests, os::earlier(validator_.deadline(), os::Clock::now() + kLook));
    validator_.work(os::Clock::now());
    return true;
  }

  dns::Resolver& resolver_;
  validation::Validator& validator_;
  std::chrono::seconds limit_;
  os::TimePoint until_;
};

std::string rdns_in_words(const Mail& mail, const filters::Facts& facts) {
  const std::string_view source = mail.rdns ? " (given)" : " (looked up)";
  if (facts.rdns_name().empty()) return concat("without an rDNS name", source);
  return concat("with the rDNS name ", log::quoted_text(facts.rdns_name()), source);
}

// Files are to be read with the same rights as in a session.
void change_user(const config::Settings& settings, Mail& mail) {
  if (settings.run_as_user.empty()) return;
  const Status became = os::become_user(settings.run_as_user);
  if (became.ok()) return;
  mail.remarks.push_back(concat("run-as-user: ", became.error(),
                                "; files are read as the user who asks, and a session would be "
                                "refused."));
}

// Before the session is rehearsed.
void add_remarks(const config::Settings& settings, Mail& mail) {
  if (mail.user && settings.smtp_auth_level == config::AuthLevel::none) {
    mail.remarks.push_back(
        "With smtp-auth-level=none nobody can authenticate: the user does not count.");
  }
}

std::string print_problems(const std::vector<config::Problem>& problems) {
  std::string out;
  for (const config::Problem& problem : problems) {
    const bool is_error = problem.severity == config::Severity::error;
    out += concat(is_error ? "ERROR: " : "WARNING: ", log::quoted_text(problem.text), "\n");
  }
  return out;
}

int refuse_session(const config::Settings& settings, tools::Output& output) {
  output.print(concat("Refused: every session is answered 421, because of\n  ",
                      log::quoted_text(settings.refuse_session), "\n"));
  return kRefused;
}

int rehearse(const config::Configuration& configuration, std::vector<config::Given>& given,
             Mail mail, tools::Output& output) {
  const config::Settings& settings = configuration.settings;
  const int64_t now_secs = mail.time_secs.value_or(os::wall_clock_secs());
  LogLines lines;
  log::Log log(std::string(kProgramName), log::Level::verbose, 0);
  log.set_listener(&lines);
  dns::Resolver resolver(settings.dns, log);
  ToldLookups lookups(resolver, mail.client, mail.rdns);
  Findings findings({settings, given, lookups}, now_secs);
  std::optional<config::RecipientSettings> recipient_settings;
  if (configuration.base) recipient_settings.emplace(*configuration.base, &given);
  validation::Validator validator(settings.recipient_validation_commands, log);
  engine::Engine engine(
      {mail.client, mail.relayclient},
      {settings, lookups, log, recipient_settings ? &*recipient_settings : nullptr, &validator,
       &findings});
  DoorsPatience patience(resolver, settings.dns, validator);
  const Played played = Rehearsal(engine, patience, log).play(mail);
  const bool was_judged = !findings.header().findings.empty();
  if (played.delivered && !was_judged) findings.message_went_unjudged();
  if (was_judged && mail.header.empty()) {
    mail.remarks.push_back("No header= is given: the header is taken to be empty.");
  }
  output.print(concat(print_facts(mail, rdns_in_words(mail, engine.facts()), now_secs), "\n",
                      print_findings(findings), "\n", print_played(played, lines.lines()), "\n",
                      print_conclusion(mail, findings, played),
                      print_comparison(mail, lines.lines())));
  return played.accepted == mail.recipients.size() && played.delivered ? kAccepted : kRefused;
}

}  // namespace

int explain(int argc, const char* const* argv) {
  std::vector<config::Given> given;
  const config::Configuration configuration = config::read_configuration(argc, argv, &given);
  const std::span<const char* const> words(argv + configuration.command,
                                           static_cast<size_t>(argc - configuration.command));
  Result<Mail> read = read_mail(words, os::wall_clock_secs());
  if (!read.ok()) {
    os::write_all(STDERR_FILENO,
                  concat(kProgramName, ": --explain: ", log::quoted_text(read.error()), "\n"));
    return kNotUnderstood;
  }
  Mail mail = std::move(read.value());
  tools::Output output;
  output.print(print_problems(configuration.problems));
  if (!configuration.settings.refuse_session.empty()) {
    return refuse_session(configuration.settings, output);
  }
  change_user(configuration.settings, mail);
  add_remarks(configuration.settings, mail);
  return rehearse(configuration, given, std::move(mail), output);
}

}  // namespace spamweir::explain
