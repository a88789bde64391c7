// ip-whitelist-* and ip-blacklist-*: the client's address on a list.
#include "filters/judges.h"
#include "filters/list_opinion.h"

namespace spamweir::filters {

Opinion judge_ip_whitelist(const Facts& facts, const config::Settings& settings) {
  ListAnswer answer = ask_list(facts, FactId::ip_whitelist, settings.ip_whitelist);
  if (answer.match == nullptr) return std::move(answer.instead);
  return Opinion::allow(
      concat("FILTER_WHITELIST_IP ip: ", facts.client.to_string(), " ", answer.match->where));
}

Opinion judge_ip_blacklist(const Facts& facts, const config::Settings& settings) {
  ListAnswer answer = ask_list(facts, FactId::ip_blacklist, settings.ip_blacklist);
  if (answer.match == nullptr) return std::move(answer.instead);
  return Opinion::reject(
      config::Rejection::blacklist_ip,
      concat("FILTER_BLACKLIST_IP ip: ", facts.client.to_string(), " ", answer.match->where),
      answer.match->reason);
}

}  // namespace spamweir::filters
