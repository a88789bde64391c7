// The server's side of the dialogue: what each of its replies means for the command that it
// answers.
#include <utility>

#include "base/text.h"
#include "session/session.h"
#include "smtp/ehlo.h"

namespace spamweir::session {

void Session::take_server(std::string_view bytes) {
  if (passthrough_) {
    wires_.to_client(bytes);
    return;
  }
  // What the server said in clear behind its answer to STARTTLS is thrown away with the rest of
  // these bytes.
  replies_.feed(bytes, [this](const smtp::Reply& reply) {
    take_reply(reply);
    return !passthrough_;
  });
}

void Session::take_reply(const smtp::Reply& reply) {
  if (!queue_.awaits_server()) {
    // Out of turn: a server that gives up says so before it closes. Nobody cares once the client is
    // refused.
    trace("server", reply.text);
    if (alone_ || server_given_up_) return;
    unasked_reply_ = true;
    wires_.to_client(reply.text);
    return;
  }
  const Slot slot = queue_.take_front();
  if (slot.may_quote_password) {
    trace("server", concat(to_text(static_cast<uint64_t>(reply.code)), " (not shown)"));
  } else {
    trace("server", reply.text);
  }
  take_awaited(slot, reply);
  wires_.to_client(queue_.take_ready_answers());
  if (closes_when_answered_) close_client_when_answered();
}

void Session::take_awaited(const Slot& slot, const smtp::Reply& reply) {
  switch (slot.awaited) {
    case Awaited::greeting:
      return take_greeting(reply);
    case Awaited::hello:
      return take_hello_reply(reply);
    case Awaited::mail:
      take_mail_reply(slot, reply);
      break;
    case Awaited::recipient:
      take_recipient_reply(slot, reply);
      break;
    case Awaited::data:
      blocked_ = false;
      if (reply.is_intermediate()) {
        begin_body(Sink::server);
      } else {
        report_refused_message(envelope_, reply);
      }
      break;
    case Awaited::held_data:
      return take_held_data_reply(reply);
    case Awaited::body_end:
      take_body_end_reply(slot, reply);
      break;
    case Awaited::auth:
      take_auth_reply(reply);
      break;
    case Awaited::starttls:
      return take_starttls_reply(reply);
    case Awaited::own_command:
      return;
    case Awaited::anything:
      break;
  }
  wires_.to_client(reply.text);
}

void Session::take_greeting(const smtp::Reply& reply) {
  if (greeting_held_) {
    held_greeting_ = reply.text;
  } else {
    wires_.to_client(reply.text);
  }
}

void Session::take_hello_reply(const smtp::Reply& reply) {
  const smtp::EhloPolicy policy{
      .hide_auth = hides_servers_auth(),
      .hide_starttls = !may_pass_starttls_on(),
      .own_auth = extended_hello_ ? auth::names_of(own_mechanisms()) : std::string(),
      .own_starttls = extended_hello_ && offers_own_starttls(),
  };
  const smtp::EhloOffer offer = smtp::edit_ehlo(reply, policy);
  auth_offered_ = offer.auth;
  own_auth_offered_ = offer.own_auth;
  blocked_ = false;
  wires_.to_client(offer.reply);
}

void Session::take_mail_reply(const Slot& slot, const smtp::Reply& reply) {
  if (reply.is_positive()) return;
  if (slot.message == message_) server_has_message_ = false;
  report_other(slot, nullptr, reply);
}

void Session::take_recipient_reply(const Slot& slot, const smtp::Reply& reply) {
  // A RSET may have overtaken the answer: then it counts for nothing.
  if (slot.message == message_) {
    --envelope_.asked;
    if (reply.is_positive()) {
      envelope_.accepted.push_back(slot.recipient);
      engine_.add_recipient(slot.recipient.own_settings);
      report_.note_accepted(slot.envelope, slot.recipient.address);
    }
  }
  if (!reply.is_positive()) report_other(slot, &slot.recipient.address, reply);
}

void Session::report_other(const Slot& slot, const smtp::Address* recipient,
                           const smtp::Reply& reply) {
  const std::string_view line = reply.last_line();
  log_.verbose(concat("FILTER_OTHER response: \"", log::quoted_text(line), "\""));
  report_.write_other(slot.envelope, recipient, line);
}

void Session::report_refused_message(const Envelope& envelope, const smtp::Reply& reply) {
  const std::string_view line = reply.last_line();
  log_.verbose(concat("FILTER_OTHER response: \"", log::quoted_text(line), "\""));
  report_.write_accepted("DENIED_OTHER", envelope, line);
}

}  // namespace spamweir::session
