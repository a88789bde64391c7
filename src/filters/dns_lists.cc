// Lists that are kept in DNS (RFC 5782): dns-whitelist-* and dns-blacklist-* of client addresses,
// rhs-whitelist-* and rhs-blacklist-* of rDNS names and sender domains.
#include "filters/judges.h"
#include "filters/list_opinion.h"

namespace spamweir::filters {
namespace {

// `subject` is what was looked up, as FILTER lines name it: `ip: …` or `domain: …`.
std::string log_line(std::string_view code, std::string_view subject, std::string_view kind,
                     const Match& match) {
  return concat(code, " ", subject, " ", kind, ": ", match.reason);
}

std::string logged_domain(std::string_view domain) {
  return concat("domain: ", log::field(lower_case(domain), ""));
}

Opinion judge_rhs_whitelist(const Facts& facts, const config::Settings& settings, FactId fact,
                            std::string_view domain) {
  ListAnswer answer = ask_list(facts, fact, settings.rhs_whitelist);
  if (answer.match == nullptr) return std::move(answer.instead);
  return Opinion::allow(
      log_line("FILTER_RHSWL_MATCH", logged_domain(domain), "rhswl", *answer.match));
}

Opinion reject(config::Rejection rejection, std::string line, const Match& match) {
  Opinion opinion = Opinion::reject(rejection, std::move(line), match.reason);
  opinion.detail = match.detail;
  return opinion;
}

Opinion judge_rhs_blacklist(const Facts& facts, const config::Settings& settings, FactId fact,
                            std::string_view domain) {
  ListAnswer answer = ask_list(facts, fact, settings.rhs_blacklist);
  if (answer.match == nullptr) return std::move(answer.instead);
  return reject(config::Rejection::rhsbl_match,
                log_line("FILTER_RHSBL_MATCH", logged_domain(domain), "rhsbl", *answer.match),
                *answer.match);
}

}  // namespace

Opinion judge_dns_whitelist(const Facts& facts, const config::Settings& settings) {
  ListAnswer answer = ask_list(facts, FactId::dns_whitelist, settings.dns_whitelist);
  if (answer.match == nullptr) return std::move(answer.instead);
  return Opinion::allow(
      log_line("FILTER_RWL_MATCH", concat("ip: ", facts.client.to_string()), "rwl", *answer.match));
}

Opinion judge_dns_blacklist(const Facts& facts, const config::Settings& settings) {
  ListAnswer answer = ask_list(facts, FactId::dns_blacklist, settings.dns_blacklist);
  if (answer.match == nullptr) return std::move(answer.instead);
  return reject(
      config::Rejection::rbl_match,
      log_line("FILTER_RBL_MATCH", concat("ip: ", facts.client.to_string()), "rbl", *answer.match),
      *answer.match);
}

Opinion judge_rdns_rhs_whitelist(const Facts& facts, const config::Settings& settings) {
  return judge_rhs_whitelist(facts, settings, FactId::rdns_rhs_whitelist, facts.rdns_name());
}

Opinion judge_rdns_rhs_blacklist(const Facts& facts, const config::Settings& settings) {
  return judge_rhs_blacklist(facts, settings, FactId::rdns_rhs_blacklist, facts.rdns_name());
}

Opinion judge_sender_rhs_whitelist(const Facts& facts, const config::Settings& settings) {
  return judge_rhs_whitelist(facts, settings, FactId::sender_rhs_whitelist, facts.sender.domain);
}

Opinion judge_sender_rhs_blacklist(const Facts& facts, const config::Settings& settings) {
  return judge_rhs_blacklist(facts, settings, FactId::sender_rhs_blacklist, facts.sender.domain);
}

}  // namespace spamweir::filters
