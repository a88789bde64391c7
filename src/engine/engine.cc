#include "engine/engine.h"

#include "auth/mechanisms.h"
#include "base/text.h"
#include "lists/ip_list.h"

namespace spamweir::engine {

using config::RelayLevel;
using filters::FactId;
using filters::Stage;

namespace {

bool compares_users(const config::Settings& settings) {
  return (settings.reject_sender & (config::kNotUser | config::kNotUserDomain)) != 0;
}

}  // namespace

Engine::Engine(const Connection& connection, const Context& context)
    : settings_(context.settings),
      sources_(context.sources),
      log_(context.sources.log),
      recipient_settings_(context.recipient_settings),
      connection_(context.settings, sources_),
      message_(context.settings) {
  connection_.facts().client = connection.client;
  decide_relaying(connection);
}

void Engine::decide_relaying(const Connection& connection) {
  if (settings_.relay_level == RelayLevel::block_all) return;
  filters::Facts& facts = connection_.facts();
  facts.relay_permitted = connection.relayclient_given;
  if (const auto hit = lists::find_ip(facts.client, settings_.ip_relay, log_)) {
    facts.relay_permitted = true;
    facts.relayclient_is_ours = true;
    log_.verbose(
        concat("FILTER_RELAY_IP ip: ", facts.client.to_string(), " ", lists::log_piece(*hit)));
  }
  const bool relays_by_name = !settings_.rdns_relay.empty();
  // Whoever authenticates here may relay, which the server behind does not learn.
  const bool relays_by_login = auth::mechanisms_at(settings_.smtp_auth_level) != 0;
  if (settings_.relay_level == RelayLevel::allow_all || relays_by_name || relays_by_login) {
    facts.relayclient_is_ours = true;
  }
}

bool Engine::must_see_dialogue() const {
  return takes_over_relaying() || settings_.relay_level == RelayLevel::block_all ||
         settings_.filter_level == config::FilterLevel::require_auth ||
         settings_.smtp_auth_level == config::AuthLevel::none || compares_users(settings_);
}

bool Engine::must_know_user() const { return compares_users(settings_) || recipients_may_differ(); }

void Engine::begin() {
  stage_ = Stage::connection;
  connection_.ask_ahead(Stage::connection);
}

void Engine::note_authenticated(std::string_view user) {
  connection_.facts().authenticated = true;
  connection_.facts().user = user;
}

void Engine::forget_authentication() {
  connection_.facts().authenticated = false;
  connection_.facts().user.clear();
}

void Engine::begin_message(const smtp::Address& sender) {
  connection_.forget(Stage::sender);
  connection_.facts().sender = sender;
  // What is judged; DNS knows no difference, so no list may see one.
  std::string& domain = connection_.facts().sender.domain;
  if (domain.ends_with('.')) domain.pop_back();
  connection_.facts().accepted_recipients = 0;
  message_.begin_message();
  has_own_settings_ = false;
  stage_ = Stage::sender;
  advance();
}

// From the first message on the log wants the client's name, although no filter may wait for it.
void Engine::advance() {
  if (!stage_) return;
  if (*stage_ >= Stage::sender) (void)connection_.knows_rdns();
  connection_.ask_ahead(*stage_);
}

void Engine::begin_recipient(const smtp::Address& recipient, size_t accepted_before) {
  connection_.forget(Stage::recipient);
  connection_.facts().recipient = recipient;
  connection_.facts().accepted_recipients = accepted_before;
  own_settings_found_ = has_own_settings_ = false;
}

Judgement Engine::judge_connection() {
  return connection_.judge({Stage::connection, Stage::connection});
}

Judgement Engine::judge_sender() {
  if (recipients_may_differ()) return {};
  return connection_.judge({Stage::connection, Stage::sender});
}

Judgement Engine::judge_recipient() {
  if (!find_own_settings()) {
    Judgement pending;
    pending.wanted = FactId::rdns;
    return pending;
  }
  Assessor& assessor = has_own_settings_ ? own_->assessor : connection_;
  return assessor.judge({Stage::connection, Stage::recipient});
}

// False while the client's name, which files may go by, is not known.
bool Engine::find_own_settings() {
  if (recipient_settings_ == nullptr || own_settings_found_) return true;
  if (!connection_.knows_rdns()) return false;
  own_settings_found_ = true;
  const filters::Facts& facts = connection_.facts();
  config::RecipientSettings::Found found =
      recipient_settings_->find({facts.client, facts.rdns_name(), facts.sender, facts.recipient});
  for (const config::Problem& problem : found.problems) {
    const bool is_error = problem.severity == config::Severity::error;
    is_error ? log_.error(problem.text) : log_.warning(problem.text);
  }
  for (const std::string& file : found.files) log_.debug(concat("config-dir: read ", file));
  has_own_settings_ = found.settings != nullptr;
  if (!has_own_settings_) return true;
  if (own_ == nullptr || own_->settings != found.settings) {
    own_ = std::make_unique<Own>(std::move(found.settings), sources_);
  }
  own_->assessor.adopt(facts);
  return true;
}

Judgement Engine::judge_header(std::string_view header) {
  if (!recipients_may_differ()) return connection_.judge_header(header);
  Assessor assessor(message_.settings(), sources_);
  assessor.adopt(connection_.facts());
  return assessor.judge_header(header);
}

filters::Verdict Engine::verdict_for(const Rejected& rejected) const {
  const bool is_his = has_own_settings_ && rejected.stage != Stage::header;
  const config::Settings& settings = is_his ? *own_->settings : settings_;
  filters::Verdict verdict =
      filters::make_verdict(rejected.rejection, rejected.reason, rejected.detail, settings);
  return rejected.is_temporary ? filters::made_temporary(std::move(verdict)) : verdict;
}

filters::Verdict Engine::verdict_for(config::Rejection rejection) const {
  return filters::make_verdict(rejection, {}, {}, settings_);
}

}  // namespace spamweir::engine
