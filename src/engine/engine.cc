#include "engine/engine.h"

#include <utility>

#include "base/text.h"
#include "lists/ip_list.h"

namespace spamweir::engine {

using config::RelayLevel;
using filters::FactId;
using filters::Locality;
using filters::Stage;

namespace {

filters::ListFact fact_of(const std::optional<lists::Hit>& hit) {
  if (!hit) return std::optional<filters::Match>();
  return std::optional(filters::Match{hit->text, lists::log_piece(*hit)});
}

}  // namespace

Engine::Engine(const Connection& connection, const config::Settings& settings, log::Log& log)
    : settings_(settings),
      log_(log),
      local_domains_(settings, log),
      sender_whitelist_(settings.sender_whitelist, log),
      sender_blacklist_(settings.sender_blacklist, log),
      recipient_whitelist_(settings.recipient_whitelist, log),
      recipient_blacklist_(settings.recipient_blacklist, log) {
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
  if (settings_.relay_level == RelayLevel::allow_all) facts_.relayclient_is_ours = true;
}

bool Engine::must_see_dialogue() const {
  return takes_over_relaying() || settings_.relay_level == RelayLevel::block_all ||
         settings_.filter_level == config::FilterLevel::require_auth ||
         settings_.smtp_auth_level == config::AuthLevel::none;
}

void Engine::begin_message(const smtp::Address& sender) {
  forget(Stage::sender);
  facts_.sender = sender;
  facts_.accepted_recipients = 0;
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
  header_ = header;
  facts_.list(FactId::header_blacklist).reset();
  Judgement judgement = judge({Stage::header, Stage::header});
  header_ = {};
  return judgement;
}

Judgement Engine::judge(StageRange stages) {
  Judgement judgement = evaluate(stages, facts_, settings_);
  while (judgement.wanted) {
    gather(*judgement.wanted);
    judgement = evaluate(stages, facts_, settings_);
  }
  for (const Event& event : judgement.events) {
    const uint64_t bit = uint64_t{1} << event.filter;
    if ((logged_ & bit) == 0) log_.verbose(event.log_line);
    logged_ |= bit;
  }
  return judgement;
}

void Engine::gather(FactId fact) {
  switch (fact) {
    case FactId::sender_locality:
      facts_.sender_locality = locality_of(facts_.sender);
      return;
    case FactId::recipient_locality:
      facts_.recipient_locality = locality_of(facts_.recipient);
      return;
    default:
      facts_.list(fact) = look_up(fact);
      return;
  }
}

filters::ListFact Engine::look_up(FactId fact) {
  switch (fact) {
    case FactId::ip_whitelist:
      return fact_of(lists::find_ip(facts_.client, settings_.ip_whitelist, log_));
    case FactId::ip_blacklist:
      return fact_of(lists::find_ip(facts_.client, settings_.ip_blacklist, log_));
    case FactId::sender_whitelist:
      return fact_of(sender_whitelist_.find(facts_.sender));
    case FactId::sender_blacklist:
      return fact_of(sender_blacklist_.find(facts_.sender));
    case FactId::recipient_whitelist:
      return fact_of(recipient_whitelist_.find(facts_.recipient));
    case FactId::recipient_blacklist:
      return fact_of(recipient_blacklist_.find(facts_.recipient));
    case FactId::header_blacklist:
      return look_up_header();
    case FactId::sender_locality:
    case FactId::recipient_locality:
      break;
  }
  __builtin_unreachable();
}

filters::ListFact Engine::look_up_header() {
  if (!header_patterns_) header_patterns_.emplace(settings_.header_blacklist, log_);
  std::optional<lists::HeaderPatterns::HeaderHit> found = header_patterns_->match_header(header_);
  if (!found) return fact_of(std::nullopt);
  facts_.matched_header = std::move(found->line);
  return fact_of(std::move(found->hit));
}

// qmail rewrites `user%host@domain` where percenthack lists the domain: what it will do is what
// counts. An unqualified address gets the server's own name, where the same may happen.
Locality Engine::locality_of(const smtp::Address& address) {
  if (address.domain.empty()) {
    return address.local.find('%') == std::string::npos ? Locality::local : Locality::remote;
  }
  const smtp::Address rewritten = local_domains_.percenthack(address).value_or(address);
  switch (local_domains_.ask(rewritten.domain)) {
    case lists::LocalDomains::Answer::local:
      return Locality::local;
    case lists::LocalDomains::Answer::remote:
      return Locality::remote;
    case lists::LocalDomains::Answer::unknown:
      return Locality::unknown;
  }
  __builtin_unreachable();
}

filters::Verdict Engine::verdict_for(const Rejected& rejected) const {
  return filters::make_verdict(rejected.rejection, rejected.reason, settings_);
}

filters::Verdict Engine::verdict_for(config::Rejection rejection) const {
  return filters::make_verdict(rejection, {}, settings_);
}

}  // namespace spamweir::engine
