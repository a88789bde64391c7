#include "explain/explain.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
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
#include "doors/admission.h"
#include "engine/engine.h"
#include "explain/findings.h"
#include "explain/mail.h"
#include "explain/printed.h"
#include "explain/rehearsal.h"
#include "explain/told_lookups.h"
#include "log/log.h"
#include "os/clock.h"
#include "os/environment.h"
#include "os/stream.h"
#include "tools/line_input.h"
#include "tools/output.h"
#include "validation/validator.h"

namespace spamweir::explain {
namespace {

constexpr int kAccepted = 0;
constexpr int kRefused = 1;
constexpr int kNotUnderstood = 2;

constexpr std::string_view kDash = "-";  // the lines of standard input

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

// Before the session is rehearsed.
void add_remarks(const config::Settings& settings, Mail& mail) {
  if (mail.user && settings.smtp_auth_level == config::AuthLevel::none) {
    mail.remarks.push_back(
        "With smtp-auth-level=none nobody can authenticate: the user does not count.");
  }
  if (settings.server_speaks_smtps) {
    mail.remarks.push_back(
        "SMTPS is set and no tls-certificate-file is given: the server behind speaks TLS itself, "
        "so filters see the connection and nothing else.");
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

// The first of what keeps every session from being served. That this process lacks rights which
// the one that starts sessions has does not.
const doors::Hindrance* refusal_in(const std::vector<doors::Hindrance>& hindrances, Mail& mail) {
  for (const doors::Hindrance& hindrance : hindrances) {
    if (hindrance.kind != doors::Hindrance::Kind::rights) return &hindrance;
    mail.remarks.push_back(concat(hindrance.text(),
                                  ", so files are read as the user who asks: ask as root, or as "
                                  "that user, for what a session would read."));
  }
  return nullptr;
}

int refuse_session(const config::Settings& settings, std::string_view reason,
                   tools::Output& output) {
  const std::string_view how =
      doors::may_speak_in_clear(settings) ? "answered 421" : "closed without a word";
  output.print(concat("Refused: every session is ", how, ", because of\n  ",
                      log::quoted_text(reason), "\n"));
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
  engine::Engine engine({mail.client, mail.relayclient},
                        {settings,
                         {lookups, log, &validator, &findings},
                         recipient_settings ? &*recipient_settings : nullptr});
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

// A log line may hold what a stranger wrote, which a shell is better not shown.
Result<std::vector<std::string>> lines_of_input() {
  constexpr size_t kMost = 200;
  std::vector<std::string> lines;
  tools::LineInput input(STDIN_FILENO);
  for (std::string_view line; input.next_beginning(line);) {
    if (trim(line).empty()) continue;
    if (lines.size() == kMost) {
      return Error{concat("standard input has more than ", to_text(uint64_t{kMost}),
                          " lines: give those of one mail")};
    }
    lines.emplace_back(line);
  }
  if (!input.status().ok()) {
    return Error{tools::unreadable(tools::kStandardInput, input.status().text())};
  }
  if (lines.empty()) return Error{"standard input has no line of the log"};
  return lines;
}

Result<Mail> mail_of(std::span<const char* const> words) {
  std::vector<const char*> all(words.begin(), words.end());
  const auto dash =
      std::find_if(all.begin(), all.end(), [](std::string_view word) { return word == kDash; });
  std::vector<std::string> lines;
  if (dash != all.end()) {
    Result<std::vector<std::string>> read = lines_of_input();
    if (!read.ok()) return Error{read.error()};
    lines = std::move(read.value());
    const auto at = all.erase(dash);
    const auto text_of = [](const std::string& line) { return line.c_str(); };
    std::transform(lines.begin(), lines.end(), std::inserter(all, at), text_of);
  }
  return read_mail(all, os::wall_clock_secs());
}

}  // namespace

int explain(config::Configuration configuration, std::vector<config::Given> given,
            std::span<const char* const> words) {
  Result<Mail> read = mail_of(words);
  if (!read.ok()) {
    os::write_all(STDERR_FILENO,
                  concat(kProgramName, ": --explain: ", log::quoted_text(read.error()), "\n"));
    return kNotUnderstood;
  }
  Mail mail = std::move(read.value());
  tools::Output output;
  output.print(print_problems(configuration.problems));
  // Here as in a session: then files are read with the same rights.
  const std::vector<doors::Hindrance> hindrances =
      doors::admit(os::Environment::of_process(), configuration.settings);
  if (const doors::Hindrance* refusal = refusal_in(hindrances, mail)) {
    return refuse_session(configuration.settings, refusal->text(), output);
  }
  add_remarks(configuration.settings, mail);
  return rehearse(configuration, given, std::move(mail), output);
}

}  // namespace spamweir::explain
