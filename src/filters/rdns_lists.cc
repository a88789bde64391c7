// rdns-whitelist-*, rdns-blacklist-* and the ip-in-rdns-keyword-* lists: the client's rDNS name on
// a list.
#include "filters/judges.h"
#include "filters/list_opinion.h"

namespace spamweir::filters {
namespace {

std::string log_line(std::string_view code, const Facts& facts, const Match& match) {
  return concat(code, " ip: ", facts.client.to_string(),
                " rdns: ", log::field(facts.rdns_name(), ""), " ", match.where);
}

struct RdnsList {
  FactId fact;
  std::string_view log_code;
};

Opinion judge_whitelist(const Facts& facts, const config::ListSource& source, RdnsList list) {
  ListAnswer answer = ask_list(facts, list.fact, source);
  if (answer.match == nullptr) return std::move(answer.instead);
  return Opinion::allow(log_line(list.log_code, facts, *answer.match));
}

Opinion judge_blacklist(const Facts& facts, const config::ListSource& source, RdnsList list,
                        config::Rejection rejection) {
  ListAnswer answer = ask_list(facts, list.fact, source);
  if (answer.match == nullptr) return std::move(answer.instead);
  return Opinion::reject(rejection, log_line(list.log_code, facts, *answer.match),
                         answer.match->reason);
}

}  // namespace

Opinion judge_rdns_whitelist(const Facts& facts, const config::Settings& settings) {
  return judge_whitelist(facts, settings.rdns_whitelist,
                         {FactId::rdns_whitelist, "FILTER_WHITELIST_NAME"});
}

Opinion judge_rdns_blacklist(const Facts& facts, const config::Settings& settings) {
  return judge_blacklist(facts, settings.rdns_blacklist,
                         {FactId::rdns_blacklist, "FILTER_BLACKLIST_NAME"},
                         config::Rejection::blacklist_name);
}

Opinion judge_ip_in_rdns_whitelist(const Facts& facts, const config::Settings& settings) {
  return judge_whitelist(facts, settings.ip_in_rdns_whitelist,
                         {FactId::ip_in_rdns_whitelist, "FILTER_IP_IN_RDNS_WHITELIST"});
}

Opinion judge_ip_in_rdns_blacklist(const Facts& facts, const config::Settings& settings) {
  return judge_blacklist(facts, settings.ip_in_rdns_blacklist,
                         {FactId::ip_in_rdns_blacklist, "FILTER_IP_IN_RDNS_BLACKLIST"},
                         config::Rejection::ip_in_rdns);
}

}  // namespace spamweir::filters
