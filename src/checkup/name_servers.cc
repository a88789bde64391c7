#include "checkup/name_servers.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"
#include "checkup/dns_lists.h"
#include "dns/resolv_conf.h"
#include "dns/resolver.h"
#include "dns/servers.h"
#include "os/environment.h"
#include "os/stream.h"

namespace spamweir::checkup {
namespace {

constexpr int kServerPatienceSecs = 3;
// Known everywhere (RFC 6761 6.3), and whoever does not know it says so.
constexpr std::string_view kHarmlessName = "localhost";

struct Asked {
  std::string server;
  config::DnsSettings settings;
  std::unique_ptr<dns::Resolver> resolver = {};

  const dns::Answer* answer() { return resolver->ask(kHarmlessName, dns::Type::a); }
};

std::vector<Asked> ask_all(const config::DnsSettings& settings, const dns::Servers& servers,
                           log::Log& quiet) {
  std::vector<Asked> asked;
  asked.reserve(servers.list.size());
  for (const dns::Server& server : servers.list) {
    Asked& one = asked.emplace_back(Asked{dns::to_string(server.endpoint), settings});
    one.settings.primary_servers.clear();
    one.settings.servers = {one.server};
    one.settings.timeout_secs = std::min(settings.timeout_secs, kServerPatienceSecs);
    // The settings must not move any more: the resolver keeps a reference.
    one.resolver = std::make_unique<dns::Resolver>(one.settings, quiet);
    one.answer();
  }
  return asked;
}

void wait_for_all(std::vector<Asked>& asked) {
  for (;;) {
    std::vector<os::Interest> interests;
    os::Deadline deadline;
    for (Asked& one : asked) {
      if (one.answer() != nullptr) continue;
      interests.push_back({.fd = one.resolver->fd(), .read = true});
      deadline = os::earlier(deadline, one.resolver->deadline());
    }
    if (interests.empty()) return;
    os::wait(interests, deadline);
    for (Asked& one : asked) one.resolver->work();
  }
}

// The option that named the servers.
std::string_view naming_option(const config::DnsSettings& settings) {
  if (!settings.primary_servers.empty()) return "dns-server-ip-primary";
  return settings.servers.empty() ? "dns-resolv-conf" : "dns-server-ip";
}

// `silence` is how bad it is when nobody answers.
Finding finding_about(const Asked& asked, std::string_view option, dns::Outcome outcome,
                      Level silence) {
  switch (outcome) {
    case dns::Outcome::found:
    case dns::Outcome::no_data:
    case dns::Outcome::no_name:
      return {Level::success, option, "Name server answers", {}, asked.server};
    case dns::Outcome::failure:
      return {Level::warning, option, "Name server answers that it can't tell",
              "have it resolve names for this host", asked.server};
    case dns::Outcome::silence:
      break;
  }
  return {silence, option, "Name server does not answer",
          "start it, let its answers through, or name another one", asked.server};
}

}  // namespace

void check_name_servers(Examination& examination) {
  const config::DnsSettings& settings = examination.settings.dns;
  if (settings.level == config::DnsLevel::none) {
    return examination.report.add(
        {Level::info, "dns-level", "No name server is asked, so none is tested"});
  }
  const std::string_view option = naming_option(settings);
  log::Log quiet({}, log::Level::none, 0);
  ReportingLog reporting(option, examination.report);
  // A file that can't be read was told.
  const bool is_told = examination.report.has_errors(option);
  const os::Environment environment = os::Environment::of_process();
  const dns::Servers servers = dns::find_servers(settings, environment.get("RES_OPTIONS"),
                                                 is_told ? quiet : reporting.log());
  std::vector<Asked> asked = ask_all(settings, servers, quiet);
  wait_for_all(asked);
  // Nobody need have a name server that no filter asks, unless he named it.
  const bool is_needed = needs_dns(examination.settings) || is_given(examination, option) ||
                         !examination.settings.config_dirs.empty();
  bool somebody_answers = false;
  for (Asked& one : asked) {
    const dns::Outcome outcome = one.answer()->outcome;
    examination.report.add(
        finding_about(one, option, outcome, is_needed ? Level::error : Level::warning));
    somebody_answers |= outcome != dns::Outcome::silence;
  }
  if (somebody_answers) check_dns_lists(examination);
}

}  // namespace spamweir::checkup
