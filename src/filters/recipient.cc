// The envelope recipient: unqualified addresses, recipient-whitelist-*, recipient-blacklist-*,
// same-as-sender, invalid, unavailable, max-recipients.
#include "filters/judges.h"
#include "filters/list_opinion.h"

namespace spamweir::filters {

// RFC 5321 4.5.1: <postmaster> needs no domain.
Opinion judge_unqualified_recipient(const Facts& facts, const config::Settings&) {
  const smtp::Address& recipient = facts.recipient;
  if (!recipient.domain.empty() || equals_ignoring_case(recipient.local, "postmaster")) {
    return Opinion::nothing();
  }
  return Opinion::reject(config::Rejection::unqualified_recipient,
                         concat("FILTER_UNQUALIFIED_RECIPIENT recipient: ", logged(recipient)));
}

Opinion judge_recipient_whitelist(const Facts& facts, const config::Settings& settings) {
  ListAnswer answer = ask_list(facts, FactId::recipient_whitelist, settings.recipient_whitelist);
  if (answer.match == nullptr) return std::move(answer.instead);
  return Opinion::allow(concat("FILTER_RECIPIENT_WHITELIST recipient: ", logged(facts.recipient),
                               " ", answer.match->where));
}

Opinion judge_same_as_sender(const Facts& facts, const config::Settings& settings) {
  if ((settings.reject_recipient & config::kSameAsSender) == 0) return Opinion::nothing();
  const smtp::Address sender = smtp::without_batv_tag(facts.sender).value_or(facts.sender);
  if (sender.is_null() || !smtp::same_address(sender, facts.recipient)) return Opinion::nothing();
  return Opinion::reject(config::Rejection::identical_sender_recipient,
                         concat("FILTER_IDENTICAL_SENDER_RECIPIENT sender: ", logged(facts.sender),
                                " recipient: ", logged(facts.recipient)));
}

Opinion judge_recipient_blacklist(const Facts& facts, const config::Settings& settings) {
  ListAnswer answer = ask_list(facts, FactId::recipient_blacklist, settings.recipient_blacklist);
  if (answer.match == nullptr) return std::move(answer.instead);
  return Opinion::reject(config::Rejection::recipient_blacklisted,
                         concat("FILTER_RECIPIENT_BLACKLIST recipient: ", logged(facts.recipient),
                                " ", answer.match->where),
                         answer.match->reason);
}

namespace {

// Only where mail is received: what becomes of other addresses no program here can know.
Opinion judge_existence(const Facts& facts, Existence refused) {
  if (!facts.recipient_locality) return Opinion::wait(FactId::recipient_locality);
  if (facts.recipient.domain.empty() || *facts.recipient_locality != Locality::local) {
    return Opinion::nothing();
  }
  if (!facts.recipient_existence) return Opinion::wait(FactId::recipient_existence);
  if (*facts.recipient_existence != refused) return Opinion::nothing();
  const bool invalid = refused == Existence::invalid;
  return Opinion::reject(
      invalid ? config::Rejection::invalid_recipient : config::Rejection::unavailable_recipient,
      concat(invalid ? "FILTER_INVALID_RECIPIENT" : "FILTER_UNAVAILABLE_RECIPIENT",
             " recipient: ", logged(facts.recipient)));
}

}  // namespace

Opinion judge_invalid_recipient(const Facts& facts, const config::Settings& settings) {
  if ((settings.reject_recipient & config::kInvalid) == 0) return Opinion::nothing();
  return judge_existence(facts, Existence::invalid);
}

Opinion judge_unavailable_recipient(const Facts& facts, const config::Settings& settings) {
  if ((settings.reject_recipient & config::kUnavailable) == 0) return Opinion::nothing();
  return judge_existence(facts, Existence::unavailable);
}

Opinion judge_max_recipients(const Facts& facts, const config::Settings& settings) {
  const auto limit = static_cast<size_t>(settings.max_recipients);
  if (limit == 0 || facts.accepted_recipients < limit) return Opinion::nothing();
  return Opinion::reject(config::Rejection::too_many_recipients,
                         concat("FILTER_TOO_MANY_RECIPIENTS maximum: ", to_text(limit)));
}

}  // namespace spamweir::filters
