// The client's side of the dialogue: one function for each command, RFC 5321 4.1.1.
#include <utility>

#include "base/text.h"
#include "session/session.h"
#include "smtp/reply_codes.h"

namespace spamweir::session {

using config::Rejection;
using smtp::Verb;

namespace {

// RFC 4954 4: an AUTH command may carry a long initial response.
size_t line_limit(std::string_view bytes, bool in_auth_dialogue) {
  const bool auth =
      in_auth_dialogue || starts_with_ignoring_case(trim(bytes.substr(0, 64)), "AUTH");
  return auth ? smtp::kMaxAuthLine : smtp::kMaxCommandLine;
}

// Also where it is not taken for one: behind an AUTH that was refused a client may go on.
bool may_hold_password(Verb verb) { return verb == Verb::auth || verb == Verb::other; }

}  // namespace

size_t Session::take_line(std::string_view bytes) {
  if (blocked_ || checks_password_ || pauses_ || queue_.is_full()) return 0;
  const smtp::Line line = lines_.read(bytes, line_limit(bytes, in_auth_dialogue_));
  if (line.kind == smtp::Line::Kind::incomplete) return line.used;
  if (line.kind == smtp::Line::Kind::too_long) {
    refuse_line("Line too long.");
    return line.used;
  }
  if (line.end == smtp::LineEnd::crlf) saw_crlf_ = true;
  last_line_end_ = line.end;
  return handle_line(line) ? line.used : 0;
}

bool Session::handle_line(const smtp::Line& line) {
  const smtp::Command command = smtp::parse_command(line.text);
  if (may_hold_password(command.verb)) wires_.wipe_client_input();
  trace_line(command, line.text);
  if (alone_) {
    answer_alone(command);
    return true;
  }
  if (smtp::has_forbidden_byte(line.text)) {
    refuse_line("Syntax error: a control character in a command.");
    return true;
  }
  if (in_auth_dialogue_) {
    handle_auth_line(line.text);
    return true;
  }
  if (server_given_up_) {
    answer_without_server(command);
    return true;
  }
  return handle_command(command, line.text);
}

// Passwords are in no log: of what may hold one only AUTH itself is shown.
void Session::trace_line(const smtp::Command& command, std::string_view line) {
  if (!log_.shows(log::Level::excessive)) return;
  if (in_auth_dialogue_) return trace("client", "(a line of AUTH, not shown)");
  if (!may_hold_password(command.verb)) return trace("client", line);
  trace("client",
        command.verb == Verb::auth ? "AUTH (not shown)" : "(an unknown command, not shown)");
}

void Session::refuse_line(std::string_view text) {
  wires_.wipe_client_input();
  answer(smtp::format_reply(smtp::kSyntaxError, text));
  if (!in_auth_dialogue_) return;
  in_auth_dialogue_ = false;
  if (exchange_) return end_exchange();
  // The server still waits for a response: RFC 4954 4 cancels it with a single `*`.
  forward("*", {.awaited = Awaited::own_command});
}

bool Session::handle_command(const smtp::Command& command, std::string_view line) {
  switch (command.verb) {
    case Verb::helo:
    case Verb::ehlo:
      extended_hello_ = command.verb == Verb::ehlo;
      report_.set_hello(command.argument);
      return handle_hello(line);
    case Verb::mail:
      return handle_mail(command);
    case Verb::rcpt:
      return handle_recipient(command);
    case Verb::data:
      return handle_data();
    case Verb::rset:
      return handle_rset();
    case Verb::quit:
      quitting_ = true;
      forward("QUIT", {});
      return true;
    case Verb::starttls:
      return handle_starttls(command);
    case Verb::auth:
      return handle_auth(command, line);
    case Verb::blocked:
      answer(smtp::format_reply(smtp::kNotImplemented, "Command not implemented."));
      return true;
    case Verb::other:
      forward(trim(line), {.may_quote_password = true});
      return true;
  }
  __builtin_unreachable();
}

bool Session::handle_hello(std::string_view line) {
  must_say_hello_ = false;
  reset_server();
  begin_message(std::nullopt);
  // It ends a pipelined group (RFC 2920 3.1), and what it offers decides about what follows.
  blocked_ = true;
  forward(trim(line), {.awaited = Awaited::hello});
  return true;
}

bool Session::handle_rset() {
  begin_message(std::nullopt);
  server_has_message_ = false;
  forward("RSET", {});
  return true;
}

bool Session::handle_mail(const smtp::Command& command) {
  if (must_say_hello_) {
    answer(smtp::format_reply(smtp::kBadSequence, "Send EHLO first."));
    return true;
  }
  std::optional<smtp::PathArgument> path = smtp::parse_path(command.argument);
  if (!path) {
    refuse_unparseable("MAIL FROM:", command.argument);
    return true;
  }
  begin_message(path->address);
  // Where DNS has not answered yet, RCPT tells.
  const engine::Judgement judgement = engine_.judge_sender();
  const bool recipients_decide = judgement.rejected && could_spare_recipient(*judgement.rejected);
  if (judgement.rejected && !recipients_decide) {
    refuse_sender(judgement);
    return true;
  }
  reset_server();
  server_has_message_ = true;
  const std::string_view blank = path->parameters.empty() ? "" : " ";
  forward(concat("MAIL FROM:<", path->address.wire(), ">", blank, path->parameters),
          {.awaited = Awaited::mail,
           .message = message_,
           .envelope = {.sender = envelope_.sender, .record = envelope_.record}});
  return true;
}

// The client hears of it at once, but with a 250: only RCPT is refused, so that each lost recipient
// is logged.
void Session::refuse_sender(const engine::Judgement& judgement) {
  filters::Verdict verdict = engine_.verdict_for(*judgement.rejected);
  answer(smtp::format_reply(250, verdict.text));
  refuse_for_good(judgement, std::move(verdict));
}

// What holds for the whole connection, or for all of this message, needs to be judged no more.
void Session::refuse_for_good(const engine::Judgement& judgement, filters::Verdict verdict) {
  if (is_final(*judgement.rejected)) {
    go_alone(make_standing_refusal(judgement, std::move(verdict), filters::Stage::connection));
  } else {
    message_refused_ = make_standing_refusal(judgement, std::move(verdict), filters::Stage::sender);
  }
}

bool Session::handle_recipient(const smtp::Command& command) {
  std::optional<smtp::PathArgument> path = smtp::parse_path(command.argument);
  if (!path || path->address.is_null()) {
    refuse_unparseable("RCPT TO:", command.argument);
    envelope_.last_recipient = {};
    report_.write_last(config::row_of(Rejection::unparseable).log_code, envelope_, {});
    return true;
  }
  if (must_wait_for_recipients()) return false;
  envelope_.last_recipient = path->address;
  if (message_refused_) {
    refuse_recipient(*message_refused_);
    return true;
  }
  if (!awaits_facts_) {
    engine_.begin_recipient(path->address, envelope_.accepted.size() + envelope_.asked);
  }
  const engine::Judgement judgement = engine_.judge_recipient();
  awaits_facts_ = judgement.wanted.has_value();
  if (awaits_facts_) return false;
  report_trials(judgement.tested);
  if (judgement.rejected) {
    refuse_judged_recipient(judgement);
    return true;
  }
  ++envelope_.asked;
  report_.note_named(envelope_);
  const std::string_view blank = path->parameters.empty() ? "" : " ";
  forward(concat("RCPT TO:<", path->address.wire(), ">", blank, path->parameters),
          {.awaited = Awaited::recipient,
           .message = message_,
           .recipient = {path->address, judgement.whitelisted, engine_.own_settings()},
           .envelope = {.sender = envelope_.sender, .record = envelope_.record}});
  return true;
}

// Only where the limit depends on answers that are still to come.
bool Session::must_wait_for_recipients() const {
  const auto limit = static_cast<size_t>(settings_.max_recipients);
  return limit > 0 && envelope_.asked > 0 && envelope_.accepted.size() + envelope_.asked >= limit;
}

void Session::refuse_recipient(const StandingRefusal& refusal) {
  report_trials(refusal.trials);
  refuse_recipient(refusal.verdict);
}

void Session::refuse_recipient(const filters::Verdict& verdict) {
  report_.write_last(verdict.log_code(), envelope_, verdict.reason);
  answer(verdict);
}

// Of the recipient spoken of last.
void Session::report_trials(const std::vector<engine::Rejected>& trials) {
  for (const engine::Rejected& would : trials) {
    report_.write_last_trial(would.rejection, envelope_, would.reason);
  }
}

// A verdict that came too late for MAIL and that no other recipient can escape ends the message, or
// the server's part in it, here.
void Session::refuse_judged_recipient(const engine::Judgement& judgement) {
  const engine::Rejected& rejected = *judgement.rejected;
  filters::Verdict verdict = engine_.verdict_for(rejected);
  refuse_recipient(verdict);
  const bool is_first = envelope_.accepted.empty() && envelope_.asked == 0;
  const bool concerns_others =
      rejected.stage <= filters::Stage::sender && !could_spare_recipient(rejected);
  if (!is_first || !concerns_others) return;
  refuse_for_good(judgement, std::move(verdict));
}

void Session::refuse_unparseable(std::string_view verb, std::string_view argument) {
  log_.error(concat("unable to parse input: ", verb, log::quoted_text(argument.substr(0, 200))));
  answer(engine_.verdict_for(Rejection::unparseable));
}

// DATA ends a pipelined group (RFC 2920 3.1): what it means depends on all answers before it.
bool Session::handle_data() {
  if (queue_.awaits_server()) return false;
  if (message_refused_) {
    answer(message_refused_->verdict);
  } else if (envelope_.accepted.empty()) {
    answer(engine_.verdict_for(Rejection::zero_recipients));
  } else if (holds_header()) {
    answer(smtp::format_reply(354, "Proceed."));
    begin_body(Sink::held);
  } else {
    blocked_ = true;
    forward("DATA", {.awaited = Awaited::data});
  }
  return true;
}

// The whole connection is refused and the server has been let go.
void Session::answer_alone(const smtp::Command& command) {
  switch (command.verb) {
    case Verb::helo:
    case Verb::ehlo:
      begin_message(std::nullopt);
      answer(smtp::format_reply(250, alone_->verdict.text));
      return;
    case Verb::mail: {
      std::optional<smtp::PathArgument> path = smtp::parse_path(command.argument);
      begin_message(path ? std::optional(std::move(path->address)) : std::nullopt);
      answer(smtp::format_reply(250, alone_->verdict.text));
      return;
    }
    case Verb::rcpt:
      envelope_.last_recipient =
          smtp::parse_path(command.argument).value_or(smtp::PathArgument{}).address;
      refuse_recipient(*alone_);
      return;
    case Verb::quit:
      quitting_ = true;
      answer(smtp::format_reply(221, alone_->verdict.text));
      close_client_when_answered();
      return;
    default:
      answer(alone_->verdict);
      return;
  }
}

// The server was cut off within a refused message. It can't be had back in this connection.
void Session::answer_without_server(const smtp::Command& command) {
  quitting_ = true;
  const bool quit = command.verb == Verb::quit;
  answer(quit ? smtp::format_reply(221, "Bye.")
              : smtp::format_reply(
                    421, "Closing after a refused message. Try again in a new connection."));
  close_client_when_answered();
}

}  // namespace spamweir::session
