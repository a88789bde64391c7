#include "engine/engine.h"

#include "base/text.h"
#include "lists/ip_list.h"

namespace spamweir::engine {

using config::RelayLevel;
using filters::FactId;
using filters::Stage;

Engine::Engine(const Connection& connection, const config::Settings& settings,
               dns::Lookups& lookups, log::Log& log)
    : settings_(settings), log_(log), gatherer_(settings, lookups, log) {
  facts_.client = connection.client;
  decide_relaying(connection);
}

void Engine::decide_relaying(const Connection& connection) {
  if (settings_.relay_level == RelayLevel::block_all) return;
  facts_.relay_permitted = connection.relayclient_given;
  if (const auto hit = lists::find_ip(facts_.client, settings_.ip_relay, log_)) {
    facts_.relay_permitted = true;
    facts_.relayclient_is_ours = true;
    log_.verbose(
        concat("FILTER_RELAY_IP ip: ", facts_.client.to_string(), " ", lists::log_piece(*hit)));
  }
  const bool relays_by_name = !settings_.rdns_relay.empty();
  if (settings_.relay_level == RelayLevel::allow_all || relays_by_name) {
    facts_.relayclient_is_ours = true;
  }
}

bool Engine::must_see_dialogue() const {
  return takes_over_relaying() || settings_.relay_level == RelayLevel::block_all ||
         settings_.filter_level == config::FilterLevel::require_auth ||
         settings_.smtp_auth_level == config::AuthLevel::none;
}

void Engine::begin() { ask_ahead(Stage::connection); }

void Engine::begin_message(const smtp::Address& sender) {
  forget(Stage::sender);
  facts_.sender = sender;
  facts_.accepted_recipients = 0;
  ask_ahead(Stage::sender);
}

void Engine::advance() {
  if (stage_) ask_ahead(*stage_);
}

// Every filter up to `stage` is asked for what it needs to know, whatever the others say. From the
// first message on the log wants the client's name, although no filter may wait for it.
void Engine::ask_ahead(Stage stage) {
  stage_ = stage;
  if (settings_.dns.level == config::DnsLevel::none || facts_.client.is_unspecified()) return;
  if (stage >= Stage::sender) (void)gatherer_.gather(FactId::rdns, facts_);
  if (settings_.filter_level == config::FilterLevel::allow_all ||
      settings_.filter_level == config::FilterLevel::reject_all) {
    return;
  }
  // A client that is excused by its address is never judged by DNS.
  if (!settings_.ip_whitelist.empty() && gatherer_.gather(FactId::ip_whitelist, facts_) &&
      facts_.list(FactId::ip_whitelist)->has_value()) {
    return;
  }
  for (const filters::Filter& filter : filters::filters_in_order()) {
    if (filter.stage > stage) break;
    filters::Opinion opinion = filter.judge(facts_, settings_);
    while (opinion.kind == filters::Opinion::Kind::wait && takes_time(opinion.wanted) &&
           gatherer_.gather(opinion.wanted, facts_)) {
      opinion = filter.judge(facts_, settings_);
    }
  }
}

void Engine::begin_recipient(const smtp::Address& recipient, size_t accepted_before) {
  forget(Stage::recipient);
  facts_.recipient = recipient;
  facts_.accepted_recipients = accepted_before;
}

// What was known or logged of this stage and those behind it speaks of somebody else now.
void Engine::forget(Stage from) {
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
}

Judgement Engine::judge_connection() { return judge({Stage::connection, Stage::connection}); }
Judgement Engine::judge_sender() { return judge({Stage::connection, Stage::sender}); }
Judgement Engine::judge_recipient() { return judge({Stage::connection, Stage::recipient}); }

Judgement Engine::judge_header(std::string_view header) {
  gatherer_.gather_header(header, facts_);
  return judge({Stage::header, Stage::header});
}

Judgement Engine::judge(StageRange stages) {
  Judgement judgement = evaluate(stages, facts_, settings_);
  while (judgement.wanted && gatherer_.gather(*judgement.wanted, facts_)) {
    judgement = evaluate(stages, facts_, settings_);
  }
  if (!judgement.wanted) log_events(judgement);
  return judgement;
}

void Engine::log_events(const Judgement& judgement) {
  for (const Event& event : judgement.events) {
    const uint64_t bit = uint64_t{1} << event.filter;
    if ((logged_ & bit) == 0) log_.verbose(event.log_line);
    logged_ |= bit;
  }
}

filters::Verdict Engine::verdict_for(const Rejected& rejected) const {
  return filters::make_verdict(rejected.rejection, rejected.reason, rejected.detail, settings_);
}

filters::Verdict Engine::verdict_for(config::Rejection rejection) const {
  return filters::make_verdict(rejection, {}, {}, settings_);
}

}  // namespace spamweir::engine
