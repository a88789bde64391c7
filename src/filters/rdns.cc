// The client's rDNS name itself: reject-empty-rdns, reject-unresolvable-rdns and
// reject-ip-in-cc-rdns.
#include "base/text.h"
#include "filters/judges.h"
#include "filters/presence.h"
#include "log/log.h"

namespace spamweir::filters {
namespace {

// `ip: … rdns: …`, as FILTER lines have it.
std::string named_client(const Facts& facts) {
  return concat("ip: ", facts.client.to_string(), " rdns: ", log::field(facts.rdns_name(), ""));
}

// A last label of two letters (ISO 3166).
bool ends_in_country_code(std::string_view name) {
  const std::string_view label = name.substr(name.rfind('.') + 1);
  return label.size() == 2 && is_alpha(label[0]) && is_alpha(label[1]);
}

}  // namespace

Opinion judge_rdns_missing(const Facts& facts, const config::Settings& settings) {
  if (!settings.reject_empty_rdns) return Opinion::nothing();
  if (!facts.rdns) return Opinion::wait(FactId::rdns);
  if (!is_missing(facts.rdns->presence, config::Rejection::rdns_missing)) return Opinion::nothing();
  return Opinion::reject(config::Rejection::rdns_missing,
                         concat("FILTER_RDNS_MISSING ip: ", facts.client.to_string()));
}

Opinion judge_ip_in_cc_rdns(const Facts& facts, const config::Settings& settings) {
  if (!settings.reject_ip_in_cc_rdns) return Opinion::nothing();
  if (!facts.rdns) return Opinion::wait(FactId::rdns);
  if (!ends_in_country_code(facts.rdns->name)) return Opinion::nothing();
  if (!facts.ip_in_rdns) return Opinion::wait(FactId::ip_in_rdns);
  if (!*facts.ip_in_rdns) return Opinion::nothing();
  return Opinion::reject(config::Rejection::ip_in_cc_rdns,
                         concat("FILTER_IP_IN_CC_RDNS ", named_client(facts)));
}

// A client without a name has none that could resolve: that is for reject-empty-rdns to judge.
Opinion judge_rdns_unresolvable(const Facts& facts, const config::Settings& settings) {
  if (!settings.reject_unresolvable_rdns) return Opinion::nothing();
  if (!facts.rdns) return Opinion::wait(FactId::rdns);
  if (facts.rdns->name.empty()) return Opinion::nothing();
  if (!facts.rdns_address) return Opinion::wait(FactId::rdns_address);
  if (!is_missing(*facts.rdns_address, config::Rejection::rdns_resolve)) return Opinion::nothing();
  return Opinion::reject(config::Rejection::rdns_resolve,
                         concat("FILTER_RDNS_RESOLVE ", named_client(facts)));
}

}  // namespace spamweir::filters
