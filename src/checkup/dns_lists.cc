#include "checkup/dns_lists.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dns/names.h"
#include "dns/resolver.h"
#include "lists/dns_zones.h"
#include "os/stream.h"

namespace spamweir::checkup {
namespace {

constexpr int kListPatienceSecs = 5;

struct DnsListRow {
  config::ListSource config::Settings::*source;
  std::string_view option;
  bool of_addresses;
  // Where next to no list is without its test entry.
  bool must_have_test_entry;
};

constexpr DnsListRow kDnsLists[] = {
    {&config::Settings::dns_blacklist, "dns-blacklist-entry", true, true},
    {&config::Settings::dns_whitelist, "dns-whitelist-entry", true, false},
    {&config::Settings::rhs_blacklist, "rhs-blacklist-entry", false, false},
    {&config::Settings::rhs_whitelist, "rhs-whitelist-entry", false, false},
};

struct Probe {
  const DnsListRow& row;
  std::string zone;
  std::string listed;      // the name of the entry that must be there
  std::string not_listed;  // and of the one that must not
};

Probe probe_of(const DnsListRow& row, const std::string& zone) {
  if (row.of_addresses) {
    return {row, zone, dns::name_in_zone(IpAddress::v4(0x7f000002), zone),
            dns::name_in_zone(IpAddress::v4(0x7f000001), zone)};
  }
  return {row, zone, dns::name_in_zone("test", zone), dns::name_in_zone("invalid", zone)};
}

std::vector<Probe> probes_of(const config::Settings& settings) {
  // What is wrong with the lists is told where the options are checked.
  log::Log quiet({}, log::Level::none, 0);
  std::vector<Probe> probes;
  for (const DnsListRow& row : kDnsLists) {
    for (const lists::Zone& zone : lists::read_zones(settings.*row.source, quiet)) {
      probes.push_back(probe_of(row, zone.name));
    }
  }
  return probes;
}

void wait_for_all(dns::Resolver& resolver, const std::vector<Probe>& probes) {
  const auto is_answered = [&](const Probe& probe) {
    const bool first = resolver.ask(probe.listed, dns::Type::a) != nullptr;
    return resolver.ask(probe.not_listed, dns::Type::a) != nullptr && first;
  };
  for (;;) {
    const auto unanswered = std::count_if(probes.begin(), probes.end(),
                                          [&](const Probe& probe) { return !is_answered(probe); });
    if (unanswered == 0) return;
    std::array interests{os::Interest{.fd = resolver.fd(), .read = true}};
    os::wait(interests, resolver.deadline());
    resolver.work();
  }
}

bool is_list_error(const dns::Answer& answer) {
  return std::any_of(answer.records.begin(), answer.records.end(), [](const dns::Record& record) {
    return lists::is_list_error(record.address);
  });
}

Finding finding_about(const Probe& probe, const dns::Answer& listed,
                      const dns::Answer& not_listed) {
  const std::string_view option = probe.row.option;
  const std::string_view take_out = "take it out, or ask another name server";
  if (is_list_error(listed)) {
    return {Level::warning, option, "The list refuses questions of this name server",
            "ask with a resolver of your own, or register with the list", probe.zone};
  }
  if (listed.outcome == dns::Outcome::failure || listed.outcome == dns::Outcome::silence) {
    return {Level::warning, option, "The list does not answer", std::string(take_out), probe.zone};
  }
  if (not_listed.outcome == dns::Outcome::found) {
    return {Level::warning, option, "The list has what no list may have, so probably everything",
            "take it out: it has died", probe.zone};
  }
  if (listed.outcome == dns::Outcome::found) {
    return {Level::success, option, "The list has its test entry", {}, probe.zone};
  }
  return {probe.row.must_have_test_entry ? Level::warning : Level::info, option,
          "The list has no test entry, so it may be dead or misspelt", "look at its web page",
          probe.zone};
}

}  // namespace

void check_dns_lists(Examination& examination) {
  const std::vector<Probe> probes = probes_of(examination.settings);
  if (probes.empty()) return;
  config::DnsSettings settings = examination.settings.dns;
  settings.timeout_secs = std::min(settings.timeout_secs, kListPatienceSecs);
  log::Log quiet({}, log::Level::none, 0);
  dns::Resolver resolver(settings, quiet);
  wait_for_all(resolver, probes);
  for (const Probe& probe : probes) {
    examination.report.add(finding_about(probe, *resolver.ask(probe.listed, dns::Type::a),
                                         *resolver.ask(probe.not_listed, dns::Type::a)));
  }
}

}  // namespace spamweir::checkup
