// The envelope sender: sender-whitelist-*, sender-blacklist-*, reject-sender=no-mx and
// =not-local.
#include "filters/judges.h"
#include "filters/list_opinion.h"
#include "filters/presence.h"

namespace spamweir::filters {

Opinion judge_sender_whitelist(const Facts& facts, const config::Settings& settings) {
  ListAnswer answer = ask_list(facts, FactId::sender_whitelist, settings.sender_whitelist);
  if (answer.match == nullptr) return std::move(answer.instead);
  return Opinion::allow(
      concat("FILTER_SENDER_WHITELIST sender: ", logged(facts.sender), " ", answer.match->where));
}

Opinion judge_sender_blacklist(const Facts& facts, const config::Settings& settings) {
  ListAnswer answer = ask_list(facts, FactId::sender_blacklist, settings.sender_blacklist);
  if (answer.match == nullptr) return std::move(answer.instead);
  return Opinion::reject(
      config::Rejection::sender_blacklisted,
      concat("FILTER_SENDER_BLACKLIST sender: ", logged(facts.sender), " ", answer.match->where),
      answer.match->reason);
}

// A bounce has no sender domain, so nothing is looked up for it.
Opinion judge_sender_no_mx(const Facts& facts, const config::Settings& settings) {
  if ((settings.reject_sender & config::kNoMx) == 0 || facts.sender.domain.empty()) {
    return Opinion::nothing();
  }
  if (!facts.sender_mx) return Opinion::wait(FactId::sender_mx);
  if (!is_missing(*facts.sender_mx, config::Rejection::sender_no_mx)) return Opinion::nothing();
  return Opinion::reject(
      config::Rejection::sender_no_mx,
      concat("FILTER_SENDER_NO_MX domain: ", log::field(lower_case(facts.sender.domain), "")));
}

// A bounce has no sender domain, and an unqualified sender gets this server's own.
Opinion judge_sender_not_local(const Facts& facts, const config::Settings& settings) {
  if ((settings.reject_sender & config::kNotLocal) == 0 || facts.sender.domain.empty()) {
    return Opinion::nothing();
  }
  if (!facts.sender_locality) return Opinion::wait(FactId::sender_locality);
  if (*facts.sender_locality != Locality::remote) return Opinion::nothing();
  return Opinion::reject(
      config::Rejection::sender_not_local,
      concat("FILTER_SENDER_NOT_LOCAL domain: ", log::field(lower_case(facts.sender.domain), "")));
}

}  // namespace spamweir::filters
