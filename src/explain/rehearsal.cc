#include "explain/rehearsal.h"

#include <utility>

#include "base/text.h"
#include "tls/channel.h"

namespace spamweir::explain {
namespace {

// The last line of the last reply.
std::string last_line(std::string_view heard) {
  heard = trim(heard);
  const size_t before = heard.rfind('\n');
  return std::string(trim(before == std::string_view::npos ? heard : heard.substr(before + 1)));
}

}  // namespace

Rehearsal::Rehearsal(engine::Engine& engine, Patience& patience, log::Log& log)
    : engine_(engine), patience_(patience), log_(log), session_(engine, *this, log) {
  server_says_ = "220 server ESMTP\r\n";
}

Played Rehearsal::play(const Mail& mail) {
  Played played;
  open(mail);
  if (client_closed_) {
    played.sent_away = true;
    return played;
  }
  const std::string from = concat("MAIL FROM:<", mail.sender.wire(), ">");
  played.exchanges.push_back({from, ask(from)});
  for (const smtp::Address& recipient : mail.recipients) {
    const std::string to = concat("RCPT TO:<", recipient.wire(), ">");
    played.exchanges.push_back({to, ask(to)});
    if (was_positive(played.exchanges.back())) ++played.accepted;
  }
  if (played.accepted > 0) {
    played.exchanges.push_back({"DATA", ask("DATA")});
    for (const std::string& line : mail.header) {
      say(concat(line.starts_with('.') ? "." : "", line));
    }
    say("");
    played.exchanges.push_back({"(the message)", ask(".")});
    played.delivered = was_positive(played.exchanges.back());
  }
  ask("QUIT");
  return played;
}

// Up to MAIL, with DNS done.
void Rehearsal::open(const Mail& mail) {
  engine_.begin();
  session_.begin();
  if (std::exchange(shakes_hands_, false)) session_.tls_established({});
  const std::string hello = concat("EHLO ", mail.helo);
  if (engine_.settings().greeting_delay_secs > 0) {
    hold_greeting(mail.early_talker ? hello : std::string());
  }
  ask(hello);
  const bool can_log_in = engine_.settings().smtp_auth_level != config::AuthLevel::none;
  if (mail.user && can_log_in) session_.note_user(*mail.user);
  wait_for_facts();
}

// As a front door does it: whom the delay can't concern is not held up.
void Rehearsal::hold_greeting(const std::string& said_early) {
  bool is_over = session_.skips_greeting_delay();
  if (!is_over && !said_early.empty()) (void)session_.take_client(said_early);
  patience_.begin();
  while (!is_over && patience_.wait()) {
    engine_.advance();
    is_over = session_.skips_greeting_delay();
  }
  session_.greeting_delay_over();
}

void Rehearsal::say(std::string_view line) {
  inbox_ += concat(line, "\r\n");
  feed();
}

std::string Rehearsal::ask(std::string_view line) {
  heard_.clear();
  say(line);
  return last_line(heard_);
}

bool Rehearsal::was_positive(const Exchange& exchange) const {
  return exchange.reply.starts_with('2');
}

// Until nobody can go on.
void Rehearsal::feed() {
  patience_.begin();
  for (;;) {
    const std::string said = std::exchange(server_says_, {});
    if (!said.empty()) session_.take_server(said);
    const size_t used = session_.take_client(inbox_);
    inbox_.erase(0, used);
    if (used > 0 || !server_says_.empty()) continue;
    if (inbox_.empty() || !session_.awaits_facts() || !patience_.wait()) return;
    engine_.advance();
  }
}

void Rehearsal::wait_for_facts() {
  patience_.begin();
  while (patience_.wait()) engine_.advance();
}

// Whether TLS can be had is no matter of rehearsal. The handshake is over at once; its end is told
// from outside of the session's own call.
Status Rehearsal::begin_tls(std::string_view) {
  const auto channel = tls::Channel::open(engine_.settings().tls, log_);
  if (!channel.ok()) return Error{channel.error()};
  shakes_hands_ = true;
  return {};
}

void Rehearsal::to_server(std::string_view bytes) {
  if (server_closed_) return;
  server_inbox_ += bytes;
  for (size_t end; (end = server_inbox_.find('\n')) != std::string::npos;) {
    const std::string line(trim(server_inbox_.substr(0, end)));
    server_inbox_.erase(0, end + 1);
    server_says_ += reply_to(line);
  }
}

std::string Rehearsal::reply_to(std::string_view line) {
  if (in_body_) {
    in_body_ = line != ".";
    return in_body_ ? "" : "250 ok\r\n";
  }
  if (equals_ignoring_case(line, "QUIT")) return "221 server\r\n";
  in_body_ = equals_ignoring_case(line, "DATA");
  return in_body_ ? "354 go ahead\r\n" : "250 ok\r\n";
}

}  // namespace spamweir::explain
