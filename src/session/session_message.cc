// The message itself: held while its header is judged, then streamed, or swallowed.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "session/session.h"
#include "smtp/header_end.h"

namespace spamweir::session {

using config::BareNewline;
using config::Rejection;

namespace {

constexpr std::string_view kEndOfData = ".\r\n";

bool all_whitelisted(const Envelope& envelope) {
  return std::all_of(envelope.accepted.begin(), envelope.accepted.end(),
                     [](const Recipient& recipient) { return recipient.whitelisted; });
}

}  // namespace

bool Session::holds_header() const {
  return engine_.has_header_filter() && !engine_.facts().authenticated &&
         !all_whitelisted(envelope_);
}

void Session::begin_body(Sink sink) {
  const bool lf_ends_lines =
      !saw_crlf_ || engine_.message_settings().bare_newline == BareNewline::lenient;
  body_ = std::make_unique<Body>(
      Body{.scanner = smtp::BodyScanner(lf_ends_lines, last_line_end_), .sink = sink});
  if (envelope_.record && !settings_.log_headers.empty()) {
    body_->excerpt.emplace(settings_.log_headers);
  }
}

size_t Session::take_body(std::string_view bytes) {
  if (body_->awaits_server) return 0;
  const smtp::BodyScanner::Step step = body_->scanner.scan(bytes);
  body_->ended = step.ended;
  const bool refuses_bare =
      engine_.message_settings().bare_newline == BareNewline::reject && !body_->refusal;
  if (refuses_bare && body_->scanner.saw_bare_lf()) refuse_bare_newline();
  note_content(step.clean);
  pour(step.clean);
  if (body_->ended && !body_->awaits_server) end_body();
  return step.used;
}

void Session::note_content(std::string_view clean) {
  body_->size += clean.size();
  if (body_->excerpt) body_->excerpt->take(clean);
}

void Session::record_content(const Envelope& envelope, Body& body) {
  if (envelope.record == nullptr) return;
  HeaderExcerpt::Fields fields;
  if (body.excerpt) fields = body.excerpt->fields();
  const size_t end = body.ended ? std::min(body.size, kEndOfData.size()) : 0;
  envelope.record->set_content(body.size - end, std::move(fields));
}

void Session::pour(std::string_view clean) {
  switch (body_->sink) {
    case Sink::server:
      wires_.to_server(clean);
      return;
    case Sink::held:
      pour_held(clean);
      return;
    case Sink::nowhere:
      return;
  }
}

void Session::pour_held(std::string_view clean) {
  std::string& held = body_->held;
  const size_t looked_at = held.size();
  held += clean;
  size_t header_end = smtp::find_header_end(held, looked_at);
  // A header without a blank line ends with the data, or where it has grown too large to be held.
  if (header_end == std::string_view::npos && body_->ended)
    header_end = held.size() - kEndOfData.size();
  if (header_end == std::string_view::npos && held.size() >= kMaxHeldHeader)
    header_end = held.size();
  if (header_end != std::string_view::npos) judge_held(std::min(header_end, kMaxHeldHeader));
}

void Session::judge_held(size_t header_size) {
  // As the server will read it: one more dot must not hide a header.
  const std::string header =
      smtp::without_dot_stuffing(std::string_view(body_->held).substr(0, header_size));
  const engine::Judgement judgement = engine_.judge_header(header);
  for (const engine::Rejected& would : judgement.tested) {
    report_.write_accepted_trial(would.rejection, envelope_, would.reason);
  }
  if (!judgement.rejected) return release_held();
  refuse_body(engine_.verdict_for(*judgement.rejected));
}

void Session::release_held() {
  body_->awaits_server = true;
  forward("DATA", {.awaited = Awaited::held_data});
}

void Session::take_held_data_reply(const smtp::Reply& reply) {
  body_->awaits_server = false;
  if (reply.is_intermediate()) {
    wires_.to_server(std::exchange(body_->held, {}));
    body_->sink = Sink::server;
  } else {
    // The client was told to proceed: the server's answer must wait for the final dot.
    body_->refusal = Refusal{reply.text, "DENIED_OTHER", std::string(reply.last_line())};
    body_->sink = Sink::nowhere;
  }
  if (body_->ended) end_body();
  if (client_ended_) wires_.close_server();
}

void Session::refuse_bare_newline() {
  if (body_->sink == Sink::server) give_up_server();
  refuse_body(engine_.verdict_for(Rejection::bare_newline));
}

// What is left of the body is swallowed; its end gets the answer.
void Session::refuse_body(const filters::Verdict& verdict) {
  body_->refusal = Refusal{smtp::format_reply(verdict.code, verdict.text),
                           std::string(verdict.log_code()), verdict.reason};
  body_->sink = Sink::nowhere;
}

void Session::end_body() {
  const std::unique_ptr<Body> body = std::move(body_);
  if (body->scanner.saw_crlf()) saw_crlf_ = true;
  Envelope envelope = std::move(envelope_);
  record_content(envelope, *body);
  begin_message(std::nullopt);
  if (!body->refusal) {
    server_has_message_ = false;
    queue_.await_server({.awaited = Awaited::body_end, .envelope = std::move(envelope)});
    return;
  }
  report_.write_accepted(body->refusal->log_code, envelope, body->refusal->reason);
  answer(body->refusal->reply);
  // The server knows of sender and recipients, and of no message.
  if (!server_given_up_) reset_server();
}

void Session::take_body_end_reply(const Slot& slot, const smtp::Reply& reply) {
  if (reply.is_positive()) {
    report_.write_accepted("ALLOWED", slot.envelope, reply.last_line());
    return;
  }
  report_refused_message(slot.envelope, reply);
}

}  // namespace spamweir::session
