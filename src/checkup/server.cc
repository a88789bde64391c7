#include "checkup/server.h"

#include <utility>

#include "base/text.h"
#include "checkup/interview.h"
#include "dns/resolver.h"
#include "doors/surroundings.h"
#include "engine/engine.h"
#include "os/environment.h"
#include "os/input_file.h"

namespace spamweir::checkup {
namespace {

using config::AuthLevel;
using config::RelayLevel;
using config::TlsLevel;

constexpr std::string_view kCommand = "command";
constexpr std::string_view kRcpthosts = "qmail-rcpthosts-file";

// As tcpserver would set it for a client of this host, where nobody has.
void complete(os::Environment& environment) {
  constexpr std::pair<std::string_view, std::string_view> kUsual[] = {{"PROTO", "TCP"},
                                                                      {"TCPREMOTEIP", "127.0.0.1"},
                                                                      {"TCPREMOTEPORT", "2525"},
                                                                      {"TCPLOCALIP", "127.0.0.1"},
                                                                      {"TCPLOCALPORT", "25"}};
  for (const auto& [name, value] : kUsual) {
    if (!environment.get(name)) environment.set(name, value);
  }
}

void check_auth(const config::Settings& settings, const ServerOffer& offer, Report& report) {
  const bool observes = settings.smtp_auth_level == AuthLevel::observe;
  if (!offer.auth && observes && settings.filter_level == config::FilterLevel::require_auth) {
    return report.add({Level::error, "filter-level",
                       "Only who authenticates may send, and neither server nor filter offers AUTH",
                       "set smtp-auth-level=ondemand and give smtp-auth-command"});
  }
  const bool compares = (settings.reject_sender & (config::kNotUser | config::kNotUserDomain)) != 0;
  if (!offer.auth && observes && compares) {
    return report.add({Level::warning, "reject-sender",
                       "Senders are compared with users, and the server offers no AUTH",
                       "set smtp-auth-level=ondemand and give smtp-auth-command"});
  }
  if (!offer.auth && observes) {
    return report.add({Level::info, "smtp-auth-level",
                       "The server offers no AUTH, so nobody can authenticate",
                       "set smtp-auth-level=ondemand and give smtp-auth-command if users shall"});
  }
  if (offer.auth && settings.smtp_auth_level == AuthLevel::none) {
    return report.add({Level::info, "smtp-auth-level",
                       "The server offers AUTH, which is hidden from clients",
                       "set smtp-auth-level=observe to let them use it"});
  }
  const bool only_on_demand = settings.smtp_auth_level == AuthLevel::ondemand ||
                              settings.smtp_auth_level == AuthLevel::ondemand_encrypted;
  if (offer.auth && only_on_demand && !settings.auth.commands.empty()) {
    report.add({Level::info, "smtp-auth-level",
                "The server offers AUTH itself, so smtp-auth-command is not used",
                "set smtp-auth-level=always to have it used"});
  }
}

void check_starttls(const config::Settings& settings, const ServerOffer& offer, Report& report) {
  const bool passes_through =
      settings.tls.certificate_files.empty() && settings.tls_level == TlsLevel::smtp;
  if (!passes_through) return;
  if (offer.starttls) {
    return report.add({Level::warning, "tls-level",
                       "The server's own STARTTLS passes through, and behind it no filter sees "
                       "anything",
                       "give tls-certificate-file, or set tls-level=smtp-no-passthrough"});
  }
  report.add({Level::info, "tls-certificate-file",
              "Neither server nor filter offers STARTTLS, so all mail comes in clear",
              "give a certificate"});
}

// An rcpthosts file by default: one that was given is told where the option is checked.
void check_local_domains(const Examination& examination, bool filter_decides) {
  const config::Settings& settings = examination.settings;
  if (is_given(examination, kRcpthosts) && !settings.rcpthosts_files.empty()) return;
  // The default one, or none at all.
  const std::string file =
      settings.rcpthosts_files.empty() ? std::string() : settings.rcpthosts_files[0];
  if (!file.empty() && os::InputFile(file).readable() == os::Readable::yes) {
    return examination.report.add({Level::success, kRcpthosts, "Opened for reading", {}, file});
  }
  if (filter_decides) {
    return examination.report.add(
        {Level::error, kRcpthosts,
         "Local domains are not known, so the filter refuses all recipients",
         "give the file that lists the domains that you receive mail for", file});
  }
  examination.report.add({Level::warning, kRcpthosts,
                          "Local domains are not known; a qmail without this file is an open relay",
                          "write the domains that you receive mail for into it, one a line", file});
}

void check_relayclient(const os::Environment& environment, const config::Settings& settings,
                       Report& report) {
  if (!environment.get("RELAYCLIENT") || settings.relay_level == RelayLevel::block_all) return;
  report.add({Level::warning, "relay-level",
              "RELAYCLIENT is set in this environment: whoever comes with it may relay",
              "set it in tcpserver's rules for your own networks only"});
}

// Nobody can talk to it then without a handshake.
void report_hidden_server(const engine::Engine& engine, Report& report) {
  if (engine.must_see_dialogue()) {
    return report.add(
        {Level::error, "tls-level",
         "SMTPS is set and the server behind is to speak TLS itself, which hides what "
         "the filter is to judge, so every client is sent away",
         "give tls-certificate-file, or take SMTPS out of the environment"});
  }
  report.add({Level::info, kCommand,
              "SMTPS is set and the server speaks TLS itself, so filters see the connection alone, "
              "and the server is not tested"});
}

void talk_to(Examination& examination, const char* const* command,
             const os::Environment& environment) {
  const Result<ServerOffer> offer = interview(command, environment);
  if (!offer.ok()) {
    return examination.report.add({Level::error, kCommand, offer.error(),
                                   "look at the command and at what it logs", command[0]});
  }
  const std::string_view offers[] = {"no AUTH and no STARTTLS", "AUTH, no STARTTLS",
                                     "STARTTLS, no AUTH", "AUTH and STARTTLS"};
  const size_t which = (offer.value().auth ? 1U : 0U) + (offer.value().starttls ? 2U : 0U);
  examination.report.add({Level::success,
                          kCommand,
                          concat("The server greets and offers ", offers[which]),
                          {},
                          command[0]});
  check_auth(examination.settings, offer.value(), examination.report);
  check_starttls(examination.settings, offer.value(), examination.report);
}

}  // namespace

void check_server(Examination& examination, const char* const* command) {
  os::Environment environment = os::Environment::of_process();
  check_relayclient(environment, examination.settings, examination.report);
  complete(environment);
  log::Log quiet({}, log::Level::none, 0);
  dns::Resolver resolver(examination.settings.dns, quiet);
  const engine::Engine engine(doors::connection_of(environment, resolver),
                              {examination.settings, {resolver, quiet}});
  check_local_domains(examination, engine.takes_over_relaying());
  doors::prepare_for_server(environment, engine);
  if (command[0] == nullptr) {
    return examination.report.add({Level::warning, kCommand,
                                   "No server's command is given, so what needs it is not tested",
                                   "add the whole command line of the service"});
  }
  if (examination.settings.server_speaks_smtps) {
    return report_hidden_server(engine, examination.report);
  }
  talk_to(examination, command, environment);
}

}  // namespace spamweir::checkup
