// AUTH (RFC 4954): passed on to a server that offers it, or dealt with here.
#include <utility>

#include "base/text.h"
#include "session/session.h"
#include "smtp/reply_codes.h"

namespace spamweir::session {

using config::AuthLevel;
using config::Rejection;

namespace {

constexpr int kAuthenticated = 235;
constexpr int kEncryptionRequired = 538;  // RFC 4954 6

// Analysers look for it.
constexpr std::string_view kWrong =
    "authentication failure (bad username/password, vchkpw uses this to indicate SMTP access is "
    "not allowed): ";
// Of a user name, in log lines; RFC 5321 4.5.3.1.3 allows a path no more.
constexpr size_t kLongestUser = 256;

std::string shown(std::string_view user) { return std::string(user.substr(0, kLongestUser)); }

constexpr std::string_view kUnreadable = "Refused. Authentication data is not valid.";

}  // namespace

// Before TLS, with smtp-auth-require-tls. Where TLS was to be had and can not, no password goes out
// in clear because of that.
bool Session::lacks_tls_for_auth() const {
  return !encrypted_ && (settings_.auth.require_tls || tls_broken_);
}

bool Session::hides_servers_auth() const {
  switch (settings_.smtp_auth_level) {
    case AuthLevel::none:
    case AuthLevel::always:
    case AuthLevel::always_encrypted:
      return true;
    case AuthLevel::observe:
    case AuthLevel::ondemand:
    case AuthLevel::ondemand_encrypted:
      break;
  }
  return lacks_tls_for_auth();
}

auth::Mechanisms Session::own_mechanisms() const {
  if (settings_.auth.commands.empty() || lacks_tls_for_auth()) return 0;
  return auth::mechanisms_at(settings_.smtp_auth_level);
}

// Now, or once TLS has begun.
bool Session::may_still_authenticate() const {
  if (engine_.facts().authenticated) return false;
  const bool after_starttls =
      settings_.smtp_auth_level != AuthLevel::none && lacks_tls_for_auth() && offers_own_starttls();
  return auth_offered_ || own_auth_offered_ || after_starttls;
}

bool Session::handle_auth(const smtp::Command& command, std::string_view line) {
  // Its reply must not overtake another: the client waits for it (RFC 4954 4).
  if (queue_.awaits_server()) return false;
  if (settings_.smtp_auth_level == AuthLevel::none) {
    answer(smtp::format_reply(smtp::kNotImplemented, "Command not implemented."));
  } else if (lacks_tls_for_auth()) {
    answer(smtp::format_reply(kEncryptionRequired, "Authentication is possible within TLS only."));
  } else if (engine_.facts().authenticated) {
    answer(smtp::format_reply(smtp::kBadSequence, "You are authenticated already."));
  } else if (server_has_message_ || message_refused_) {
    answer(smtp::format_reply(smtp::kBadSequence, "Not within a mail transaction."));
  } else if (own_auth_offered_) {
    begin_exchange(command.argument);
  } else if (hides_servers_auth() || must_say_hello_ || (own_mechanisms() != 0 && !auth_offered_)) {
    answer(smtp::format_reply(smtp::kBadSequence, "Authentication is not offered here."));
  } else {
    pass_auth_on(command, line);
  }
  return true;
}

void Session::pass_auth_on(const smtp::Command& command, std::string_view line) {
  auth_.emplace(command.argument);
  if (hides_user()) return answer(smtp::format_reply(smtp::kBadArgument, kUnreadable));
  blocked_ = true;
  forward(trim(line), {.awaited = Awaited::auth, .may_quote_password = true});
}

void Session::handle_auth_line(std::string_view line) {
  if (exchange_) return take_step(exchange_->answer(line));
  in_auth_dialogue_ = false;
  auth_->client_line(line);
  if (hides_user()) {
    answer(smtp::format_reply(smtp::kBadArgument, kUnreadable));
    // RFC 4954 4: it cancels the dialogue.
    return forward("*", {.awaited = Awaited::own_command});
  }
  blocked_ = true;
  forward(line, {.awaited = Awaited::auth, .may_quote_password = true});
}

// Where senders are compared with users nobody gets by as nobody.
bool Session::hides_user() const { return auth_->hides_user() && engine_.must_know_user(); }

void Session::take_auth_reply(const smtp::Reply& reply) {
  blocked_ = false;
  in_auth_dialogue_ = reply.code == 334;
  // Only a server that offers AUTH is believed to have checked anything.
  const bool says_yes = reply.code == kAuthenticated && auth_offered_;
  if (says_yes) server_authenticated_ = true;
  const bool is_nobody = auth_->user().empty() && engine_.must_know_user();
  if (says_yes && !is_nobody) note_user(auth_->user());
  if (in_auth_dialogue_) return;
  auth_.reset();
  wires_.wipe_client_input();
}

void Session::note_user(std::string_view user) {
  engine_.note_authenticated(user);
  report_.set_user(shown(user));
}

void Session::begin_exchange(std::string_view argument) {
  auth::Mechanisms mechanisms = own_mechanisms();
  std::string challenge;
  if ((mechanisms & auth::kCramMd5) != 0) challenge = wires_.make_challenge();
  if (challenge.empty()) mechanisms &= ~unsigned{auth::kCramMd5};
  exchange_.emplace(argument, mechanisms, std::move(challenge), settings_);
  take_step(exchange_->begin());
}

void Session::take_step(const auth::Exchange::Step& step) {
  using Kind = auth::Exchange::Step::Kind;
  in_auth_dialogue_ = step.kind == Kind::prompt;
  switch (step.kind) {
    case Kind::prompt:
      return answer(step.reply);
    case Kind::check:
      checks_password_ = true;
      return wires_.check_credentials(exchange_->credentials());
    case Kind::refused:
      return take_refusal(step);
  }
}

void Session::take_refusal(const auth::Exchange::Step& step) {
  const std::string user = shown(exchange_->credentials().user);
  end_exchange();
  if (!step.rejection) return answer(step.reply);
  report_.write_event(config::row_of(*step.rejection).log_code, envelope_, user);
  if (step.rejection == Rejection::failed_auth) return refuse_credentials(step.reply);
  answer(step.reply);
}

void Session::end_exchange() {
  exchange_.reset();
  wires_.wipe_client_input();
}

void Session::take_check(auth::Checker::Result result) {
  checks_password_ = false;
  const std::string user = shown(exchange_->credentials().user);
  end_exchange();
  switch (result) {
    case auth::Checker::Result::working:
      return;
    case auth::Checker::Result::yes:
      note_user(user);
      report_.write_detail("ALLOWED_AUTHENTICATED", envelope_);
      return answer(smtp::format_reply(kAuthenticated, "Proceed."));
    case auth::Checker::Result::no: {
      const filters::Verdict verdict = engine_.verdict_for(Rejection::failed_auth);
      log_.error(concat(kWrong, log::quoted_text(user)));
      report_.write_event(verdict.log_code(), envelope_, user);
      return refuse_credentials(smtp::format_reply(verdict.code, verdict.text));
    }
    case auth::Checker::Result::error:
      // Who guesses learns nothing from that, and pays as for a wrong password.
      report_.write_event(config::row_of(Rejection::failed_auth).log_code, envelope_, user);
      return refuse_credentials(smtp::format_reply(
          smtp::kTemporaryFailure, "Authentication is not possible now. Try again later."));
  }
}

// Who guesses has to wait, longer each time.
void Session::refuse_credentials(std::string reply) {
  const auth::Failures::Penalty penalty = failures_.add();
  held_answer_ = {std::move(reply), penalty.closes};
  if (penalty.delay.count() == 0) return release_held_answer();
  pauses_ = true;
  wires_.pause(penalty.delay);
}

void Session::pause_over() {
  if (std::exchange(pauses_, false)) release_held_answer();
}

void Session::release_held_answer() {
  answer(std::exchange(held_answer_.reply, {}));
  if (!held_answer_.closes) return;
  log_.info("the connection is closed: smtp-auth-max-failures wrong passwords were given");
  end(smtp::kServiceNotAvailable, "Too many wrong passwords.");
}

}  // namespace spamweir::session
