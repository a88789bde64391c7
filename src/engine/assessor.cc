#include "engine/assessor.h"

namespace spamweir::engine {

using filters::FactId;
using filters::Opinion;
using filters::Stage;

void Assessor::adopt(const filters::Facts& facts) {
  facts_ = facts;
  for (filters::ListFact& list : facts_.lists) list.reset();
  facts_.sender_mx.reset();
  logged_ = 0;
}

void Assessor::forget(Stage from) {
  const auto order = filters::filters_in_order();
  for (size_t i = 0; i < order.size(); ++i) {
    if (order[i].stage >= from) logged_ &= ~(uint64_t{1} << i);
  }
  if (from <= Stage::sender) {
    facts_.list(FactId::sender_whitelist).reset();
    facts_.list(FactId::sender_blacklist).reset();
    facts_.list(FactId::sender_rhs_whitelist).reset();
    facts_.list(FactId::sender_rhs_blacklist).reset();
    facts_.sender_mx.reset();
    facts_.sender_locality.reset();
  }
  facts_.list(FactId::recipient_whitelist).reset();
  facts_.list(FactId::recipient_blacklist).reset();
  facts_.list(FactId::header_blacklist).reset();
  facts_.recipient_locality.reset();
  facts_.recipient_existence.reset();
  facts_.graylisting.reset();
}

// Whether nothing that DNS says can change anything.
bool Assessor::is_beyond_dns() const {
  if (settings_.dns.level == config::DnsLevel::none || facts_.client.is_unspecified()) return true;
  return settings_.filter_level == config::FilterLevel::allow_all ||
         settings_.filter_level == config::FilterLevel::reject_all;
}

// Such a client is never judged by DNS. Only where something would be asked is the list looked at.
bool Assessor::is_excused_by_address() {
  return !settings_.ip_whitelist.empty() && gatherer_.gather(FactId::ip_whitelist, facts_) &&
         facts_.list(FactId::ip_whitelist)->has_value();
}

void Assessor::ask_ahead(Stage stage) {
  if (is_beyond_dns()) return;
  for (const filters::Filter& filter : filters::filters_in_order()) {
    if (filter.stage > stage) break;
    Opinion opinion = filter.judge(facts_, settings_);
    while (opinion.kind == Opinion::Kind::wait && takes_time(opinion.wanted) &&
           !is_excused_by_address() && gatherer_.gather(opinion.wanted, facts_)) {
      opinion = filter.judge(facts_, settings_);
    }
  }
}

Judgement Assessor::judge(StageRange stages) {
  Hearings hearings;
  Hearings* wanted_hearings = inspector_ != nullptr ? &hearings : nullptr;
  Judgement judgement = evaluate(stages, facts_, settings_, wanted_hearings);
  while (judgement.wanted && gatherer_.gather(*judgement.wanted, facts_)) {
    judgement = evaluate(stages, facts_, settings_, wanted_hearings);
  }
  if (judgement.wanted) {
    ask_ahead(stages.last);
  } else {
    log_events(judgement);
    if (inspector_ != nullptr) {
      inspector_->judged({stages, facts_, settings_, judgement, hearings});
    }
  }
  return judgement;
}

Judgement Assessor::judge_header(std::string_view header) {
  gatherer_.gather_header(header, facts_);
  return judge({Stage::header, Stage::header});
}

void Assessor::log_events(const Judgement& judgement) {
  for (const Event& event : judgement.events) {
    const uint64_t bit = uint64_t{1} << event.filter;
    if ((logged_ & bit) == 0) log_.verbose(event.log_line);
    logged_ |= bit;
  }
}

}  // namespace spamweir::engine
