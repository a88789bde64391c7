#include "session/session.h"

#include <utility>

#include "base/text.h"
#include "smtp/reply_codes.h"

namespace spamweir::session {

using config::Rejection;

Session::Session(engine::Engine& engine, Wires& wires, log::Log& log)
    : engine_(engine),
      wires_(wires),
      log_(log),
      settings_(engine.settings()),
      report_(engine.facts(), wires, log),
      greeting_held_(settings_.greeting_delay_secs > 0),
      failures_(settings_.auth) {
  queue_.await_server({.awaited = Awaited::greeting});
}

size_t Session::take_client(std::string_view bytes) {
  if (bytes.empty()) return 0;
  if (may_pass_all_on_ && !decide_passthrough()) return 0;
  if (greeting_held_) {
    engine_.note_early_talker();
    return 0;
  }
  // Who was sent away is not heard any more.
  if (quitting_ || ended_here_) return bytes.size();
  if (passthrough_) {
    wires_.to_server(bytes);
    return bytes.size();
  }
  return body_ ? take_body(bytes) : take_line(bytes);
}

void Session::client_ended() {
  client_ended_ = true;
  // A whole message may wait for the server's go-ahead: then its answer closes.
  if (body_ && body_->awaits_server && !server_ended_) return;
  if (alone_ || server_given_up_ || server_ended_) {
    close_client_when_answered();
  } else {
    wires_.close_server();
  }
}

void Session::server_ended() {
  server_ended_ = true;
  // A client that left within its message has ended the server.
  const bool owed =
      queue_.awaits_server() || filter_is_working() || (body_ != nullptr && !client_ended_);
  if (ended_here_ || server_given_up_ || (alone_ && !owed)) return;
  if (greeting_held_) greeting_delay_over();
  if (owed && !passthrough_ && !unasked_reply_) {
    log_.error(
        "the server behind the filter ended within the dialogue: the client was told to come back "
        "later");
    wires_.to_client(smtp::format_reply(smtp::kServiceNotAvailable,
                                        "The mail server has gone. Try again later."));
  }
  wires_.close_client();
}

bool Session::skips_greeting_delay() { return engine_.judge_connection().whitelisted; }

void Session::greeting_delay_over() {
  greeting_held_ = false;
  wires_.to_client(std::exchange(held_greeting_, {}));
}

void Session::time_out() {
  const std::optional<engine::Rejected> rejected = engine_.judge_connection().rejected;
  const filters::Verdict verdict = engine_.verdict_for(Rejection::timeout);
  const std::string_view reason =
      rejected ? config::row_of(rejected->rejection).log_code : verdict.log_code();
  report_.write_event(verdict.log_code(), envelope_, reason);
  end(verdict.code, verdict.text);
}

void Session::shut_down() {
  end(smtp::kServiceNotAvailable, "The mail server is going down. Try again later.");
}

// Ahead of all answers that are still owed: nobody waits for those any more.
void Session::end(int code, std::string_view text) {
  ended_here_ = true;
  if (!passthrough_) wires_.to_client(smtp::format_reply(code, text));
  wires_.close_client();
  wires_.close_server();
}

void Session::trace(std::string_view speaker, std::string_view text) {
  if (log_.shows(log::Level::excessive)) {
    log_.excessive(concat(speaker, ": ", log::quoted_text(trim(text))));
  }
}

void Session::answer(std::string reply) {
  trace("filter", reply);
  wires_.to_client(queue_.answer(std::move(reply)));
}

void Session::answer(const filters::Verdict& verdict) {
  answer(smtp::format_reply(verdict.code, verdict.text));
}

void Session::forward(std::string_view line, Slot slot) {
  // Not put together first: the line may be a password.
  wires_.to_server(line);
  wires_.to_server("\r\n");
  queue_.await_server(std::move(slot));
}

void Session::begin_message(std::optional<smtp::Address> sender) {
  ++message_;
  message_refused_.reset();
  envelope_ = Envelope{};
  engine_.begin_message(sender.value_or(smtp::Address{}));
  if (sender) envelope_.record = report_.begin_message(*sender);
  envelope_.sender = std::move(sender);
}

// Messages that nothing more will be said of write themselves to the log.
void Session::finish() {
  queue_.clear();
  if (body_) record_content(envelope_, *body_);
  body_.reset();
  envelope_ = Envelope{};
}

// A server that refuses a MAIL or EHLO within a message keeps that message (RFC 5321 4.1.4 lets
// it): without this, filter and server would speak of different messages from then on.
void Session::reset_server() {
  if (!server_has_message_) return;
  server_has_message_ = false;
  forward("RSET", {.awaited = Awaited::own_command});
}

// Nothing can rescue this client any more: the server behind needs to know no more of it.
void Session::go_alone(StandingRefusal refusal) {
  alone_ = std::move(refusal);
  wires_.close_server();
}

// The server has half a message that must not be finished: an end of its input makes it throw that
// away.
void Session::give_up_server() {
  server_given_up_ = true;
  wires_.close_server();
}

// Answers of the server to earlier commands may still be on their way.
void Session::close_client_when_answered() {
  closes_when_answered_ = true;
  if (!queue_.awaits_server()) wires_.close_client();
}

bool Session::could_be_spared(const engine::Rejected& rejected) const {
  const bool may_authenticate =
      may_still_authenticate() && rejected.rejection != Rejection::reject_all;
  const bool has_whitelist = !settings_.sender_whitelist.empty() ||
                             !settings_.rhs_whitelist.empty() ||
                             !settings_.recipient_whitelist.empty();
  return may_authenticate || engine_.recipients_may_differ() ||
         (rejected.whitelist_spares && has_whitelist);
}

// Whether it could be lifted for a single recipient.
bool Session::could_spare_recipient(const engine::Rejected& rejected) const {
  return engine_.recipients_may_differ() ||
         (rejected.whitelist_spares && !settings_.recipient_whitelist.empty());
}

// A rejection that nothing can lift any more, of everything that this client may still send.
bool Session::is_final(const engine::Rejected& rejected) const {
  return rejected.stage == filters::Stage::connection && !could_be_spared(rejected);
}

}  // namespace spamweir::session
