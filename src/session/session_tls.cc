// STARTTLS (RFC 3207) and TLS from the first byte: begun here, or passed through to the server.
#include <utility>

#include "base/text.h"
#include "session/session.h"
#include "smtp/reply_codes.h"

namespace spamweir::session {

using config::Rejection;
using config::TlsLevel;

namespace {

constexpr int kReady = 220;

}  // namespace

void Session::begin() {
  if (settings_.server_speaks_smtps) return pass_all_on();
  if (settings_.tls_level != TlsLevel::smtps) return;
  encrypted_ = true;
  const Status begun = wires_.begin_tls({});
  if (begun.ok()) return;
  log_.error(concat("tls-level=smtps: ", begun.error(), "; the client was sent away"));
  tls_failed("not configured");
}

// TLS between client and server, from the first byte.
void Session::pass_all_on() {
  if (engine_.must_see_dialogue()) {
    log_hidden_tls("SMTPS");
    return tls_failed("not configured");
  }
  greeting_held_ = false;
  may_pass_all_on_ = true;
}

// When the client has begun to speak, and DNS has said what it must: behind TLS of the server's
// nothing could be refused any more. False while that is not known.
bool Session::decide_passthrough() {
  const engine::Judgement judgement = engine_.judge_connection();
  awaits_facts_ = judgement.wanted.has_value();
  if (awaits_facts_) return false;
  may_pass_all_on_ = false;
  if (!judgement.rejected || could_be_spared(*judgement.rejected)) {
    note_passthrough();
    return true;
  }
  const filters::Verdict verdict = engine_.verdict_for(*judgement.rejected);
  report_.write_event(verdict.log_code(), envelope_, verdict.reason);
  ended_here_ = true;
  wires_.close_client();
  wires_.close_server();
  return true;
}

void Session::note_passthrough() {
  passthrough_ = true;
  report_.set_encryption("TLS_PASSTHROUGH");
  report_.write_event("TLS_ENCRYPTED", envelope_, {});
}

bool Session::offers_own_starttls() const {
  const bool level_fits =
      settings_.tls_level == TlsLevel::smtp || settings_.tls_level == TlsLevel::smtp_no_passthrough;
  return level_fits && !settings_.tls.certificate_files.empty() && !encrypted_ && !tls_broken_;
}

// Within TLS that passes through nobody can see who authenticates or where mail goes, so there is
// none where that must be judged.
bool Session::may_pass_starttls_on() const {
  return settings_.tls_level == TlsLevel::smtp && settings_.tls.certificate_files.empty() &&
         !encrypted_ && !engine_.must_see_dialogue();
}

bool Session::handle_starttls(const smtp::Command& command) {
  // It ends a pipelined group (RFC 2920 3.1): what is still owed in clear must leave first.
  if (queue_.awaits_server()) return false;
  if (const std::optional<std::string> objection = objection_to_starttls(command)) {
    answer(*objection);
    return true;
  }
  const bool own = offers_own_starttls();
  const engine::Judgement judgement = engine_.judge_connection();
  // Behind TLS of the server's nothing could be refused any more.
  awaits_facts_ = !own && judgement.wanted.has_value();
  if (awaits_facts_) return false;
  if (judgement.rejected && !could_be_spared(*judgement.rejected)) {
    filters::Verdict verdict = engine_.verdict_for(*judgement.rejected);
    answer(verdict);
    go_alone(make_standing_refusal(judgement, std::move(verdict), filters::Stage::connection));
    return true;
  }
  own ? begin_own_tls() : pass_starttls_on();
  return true;
}

// The whole reply of a refusal; nothing where TLS can begin.
std::optional<std::string> Session::objection_to_starttls(const smtp::Command& command) {
  if (encrypted_) return smtp::format_reply(smtp::kBadSequence, "TLS is active already.");
  if (!offers_own_starttls() && !may_pass_starttls_on()) {
    if (settings_.tls_level == TlsLevel::smtp && !tls_broken_) log_hidden_tls("STARTTLS");
    const filters::Verdict verdict = engine_.verdict_for(Rejection::failed_tls);
    report_.write_event(verdict.log_code(), envelope_, "STARTTLS is not offered");
    return smtp::format_reply(verdict.code, verdict.text);
  }
  if (!command.argument.empty()) {
    return smtp::format_reply(smtp::kBadArgument, "STARTTLS takes no argument.");
  }
  // Nobody can make the server forget who the client is, as RFC 3207 4.2 wants it.
  if (server_authenticated_) {
    return smtp::format_reply(smtp::kBadSequence, "STARTTLS comes before AUTH.");
  }
  return std::nullopt;
}

void Session::log_hidden_tls(std::string_view what) {
  log_.error(concat(
      what,
      " refused: relay-level, ip-relay-*, rdns-relay-*, filter-level=require-auth, "
      "smtp-auth-level or reject-sender ask the filter to judge what TLS between client and server "
      "would hide from it; with tls-certificate-file the filter does TLS itself"));
}

void Session::begin_own_tls() {
  wires_.discard_client_input();
  const Status begun = wires_.begin_tls(smtp::format_reply(kReady, "Proceed."));
  if (begun.ok()) return start_over();
  log_.error(begun.error());
  tls_broken_ = true;
  const filters::Verdict verdict = engine_.verdict_for(Rejection::failed_tls);
  report_.write_event(verdict.log_code(), envelope_, begun.error());
  answer(verdict);
}

// RFC 3207 4.2: nothing that was said in clear counts any more.
void Session::start_over() {
  encrypted_ = true;
  reset_server();
  begin_message(std::nullopt);
  engine_.forget_authentication();
  report_.set_user({});
  auth_offered_ = own_auth_offered_ = extended_hello_ = saw_crlf_ = false;
  must_say_hello_ = true;
}

void Session::pass_starttls_on() {
  blocked_ = true;
  forward("STARTTLS", {.awaited = Awaited::starttls});
}

void Session::take_starttls_reply(const smtp::Reply& reply) {
  blocked_ = false;
  if (reply.code == kReady) {
    wires_.discard_client_input();
    note_passthrough();
  }
  wires_.to_client(reply.text);
}

void Session::tls_established(const tls::Channel::Facts& facts) {
  report_.set_encryption(settings_.tls_level == TlsLevel::smtps ? "SSL" : "TLS");
  report_.set_tls({facts.version, facts.cipher});
  report_.write_detail("ALLOWED_TLS", envelope_);
  log_.verbose(concat("TLS begun: version: ", facts.version, " cipher: ", facts.cipher,
                      " resumed: ", facts.resumed ? "yes" : "no",
                      " server_name: ", log::field(facts.server_name, "(none)"),
                      " client_certificate: ", log::field(facts.client_subject, "(none)")));
}

void Session::tls_failed(std::string_view problem) {
  report_.write_event(config::row_of(Rejection::failed_tls).log_code, envelope_, problem);
  ended_here_ = true;
  wires_.close_client();
  wires_.close_server();
}

}  // namespace spamweir::session
