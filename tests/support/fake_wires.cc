#include "support/fake_wires.h"

#include <utility>

#include "base/text.h"
#include "session/session.h"

namespace spamweir::testing {

std::string FakeServer::take(std::string_view bytes) {
  std::string replies;
  pending_ += bytes;
  for (size_t end; !quit_ && (end = pending_.find('\n')) != std::string::npos;) {
    std::string line = pending_.substr(0, end);
    pending_.erase(0, end + 1);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    replies += in_body_ ? take_body_line(std::move(line)) : take_command(line);
  }
  return replies;
}

std::string FakeServer::take_command(const std::string& line) {
  commands.push_back(line);
  if (in_auth_ || starts_with_ignoring_case(line, "AUTH")) {
    if (auth_replies.empty()) return "502 unimplemented (#5.5.1)\r\n";
    const std::string reply = auth_replies.front();
    auth_replies.pop_front();
    in_auth_ = reply[0] == '3';
    return reply;
  }
  if (starts_with_ignoring_case(line, "EHLO")) return ehlo_lines;
  if (starts_with_ignoring_case(line, "HELO")) return "250 mx.example.com\r\n";
  if (starts_with_ignoring_case(line, "MAIL")) return take_mail();
  if (starts_with_ignoring_case(line, "RCPT")) return rcpt_reply;
  if (line == "DATA") {
    in_body_ = data_reply[0] == '3';
    return data_reply;
  }
  if (line == "RSET") has_mail_ = false;
  if (line == "RSET") return "250 flushed\r\n";
  if (line == "NOOP") return "250 ok\r\n";
  if (line == "STARTTLS") return starttls_reply;
  if (line == "QUIT") {
    quit_ = true;
    return "221 mx.example.com\r\n";
  }
  return "502 unimplemented (#5.5.1)\r\n";
}

std::string FakeServer::take_mail() {
  if (refuses_nested_mail && has_mail_) return "503 sender already given\r\n";
  has_mail_ = true;
  return mail_reply;
}

std::string FakeServer::take_body_line(std::string line) {
  if (line == ".") {
    in_body_ = has_mail_ = false;
    messages.push_back(std::exchange(message_, {}));
    return end_reply;
  }
  if (!line.empty() && line[0] == '.') line.erase(0, 1);
  message_ += line + "|";
  return {};
}

void FakeWires::to_client(std::string_view bytes) {
  if (!client_closed) client_heard += bytes;
}

void FakeWires::to_server(std::string_view bytes) {
  if (!server_closed) server_says_ += server.take(bytes);
}

void FakeWires::discard_client_input() {
  inbox_.clear();
  discarded_client_input = true;
}

Status FakeWires::begin_tls(std::string_view last_words) {
  if (!has_tls) return Error{"no TLS"};
  client_heard += last_words;
  client_heard += "(TLS)\r\n";
  shakes_hands_ = true;
  return {};
}

void FakeWires::check_credentials(const auth::Credentials& credentials) {
  checked.push_back(concat(credentials.user, "/", credentials.secret,
                           credentials.challenge.empty() ? "" : "/", credentials.challenge));
  checks_password_ = true;
}

void FakeWires::pause(std::chrono::seconds duration) {
  pauses.push_back(duration);
  pauses_ = true;
}

// What the session has asked for and a front door would tell it now; false where there is nothing.
bool FakeWires::report_back(session::Session& session) {
  if (std::exchange(shakes_hands_, false)) {
    tls::Channel::Facts facts;
    facts.version = "TLSv1.3";
    facts.cipher = "AES";
    session.tls_established(facts);
  } else if (std::exchange(checks_password_, false)) {
    session.take_check(check_result);
  } else if (std::exchange(pauses_, false)) {
    session.pause_over();
  } else {
    return false;
  }
  return true;
}

bool FakeWires::deliver(session::Session& session) {
  if (server_says_.empty()) return false;
  const std::string said = std::exchange(server_says_, {});
  session.take_server(said);
  return true;
}

void FakeWires::feed(session::Session& session, bool eager) {
  for (;;) {
    const size_t used = session.take_client(inbox_);
    inbox_.erase(0, used);
    if (report_back(session)) continue;
    if (eager && deliver(session)) continue;
    if (used > 0) continue;
    if (!inbox_.empty() && session.awaits_facts() && when_facts_are_awaited) {
      when_facts_are_awaited();
    } else if (inbox_.empty() || !deliver(session)) {
      return;
    }
  }
}

void FakeWires::play(session::Session& session, std::string_view input,
                     const std::vector<size_t>& cuts, bool eager) {
  size_t from = 0;
  for (size_t i = 0; i <= cuts.size(); ++i) {
    const size_t to = i < cuts.size() ? cuts[i] : input.size();
    inbox_ += input.substr(from, to - from);
    from = to;
    feed(session, eager);
  }
  while (deliver(session)) feed(session, eager);
  if (server.has_quit()) {
    session.server_ended();
  } else {
    session.client_ended();
  }
}

}  // namespace spamweir::testing
