// A session's two lines without descriptors: a client that is a string, and a server in memory that
// answers as qmail-smtpd does.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/checker.h"
#include "session/wires.h"

namespace spamweir::session {
class Session;
}

namespace spamweir::testing {

// What a server would do with the bytes that it got.
class FakeServer {
 public:
  std::string ehlo_lines = "250-mx.example.com\r\n250-PIPELINING\r\n250 8BITMIME\r\n";
  std::string rcpt_reply = "250 ok\r\n";
  std::string mail_reply = "250 ok\r\n";
  std::string data_reply = "354 go ahead\r\n";
  std::string end_reply = "250 ok 1 qp 2\r\n";
  bool refuses_nested_mail = false;  // RFC 5321 4.1.4 lets a server do that, and keep the first one
  std::string starttls_reply = "502 unimplemented (#5.5.1)\r\n";
  // Replies to AUTH and to the lines after it, in turn.
  std::deque<std::string> auth_replies;

  std::vector<std::string> commands;  // every line outside of bodies, without its line end
  std::vector<std::string> messages;  // bodies as stored: no dots stuffed, lines end in `|`

  // Takes bytes and returns the replies to what is complete in them.
  std::string take(std::string_view bytes);
  bool has_quit() const { return quit_; }

 private:
  std::string take_command(const std::string& line);
  std::string take_mail();
  std::string take_body_line(std::string line);

  std::string pending_;
  std::string message_;
  bool in_body_ = false;
  bool in_auth_ = false;
  bool has_mail_ = false;
  bool quit_ = false;
};

// Connects a session with the fake server. Server replies wait until deliver() so that tests choose
// when they come.
class FakeWires final : public session::Wires {
 public:
  FakeServer server;
  std::string client_heard;
  bool client_closed = false;
  session::Times now;
  bool server_closed = false;
  bool discarded_client_input = false;
  // Whether TLS can be begun: then its handshake is over at once, and what follows is said within.
  bool has_tls = false;
  // "user/secret" of each password that was to be checked, "user/digest/challenge" of CRAM-MD5.
  std::vector<std::string> checked;
  auth::Checker::Result check_result = auth::Checker::Result::yes;
  std::vector<std::chrono::seconds> pauses;  // each is over at once
  unsigned wiped = 0;
  // What makes the facts known that a command waits for.
  std::function<void()> when_facts_are_awaited;

  void to_client(std::string_view bytes) override;
  void to_server(std::string_view bytes) override;
  void close_client() override { client_closed = true; }
  void close_server() override { server_closed = true; }
  void discard_client_input() override;
  Status begin_tls(std::string_view last_words) override;
  void check_credentials(const auth::Credentials& credentials) override;
  std::string make_challenge() override { return "<1.2@mx.example.com>"; }
  void pause(std::chrono::seconds duration) override;
  void wipe_client_input() override { ++wiped; }
  session::Times times() const override { return now; }

  // Plays the whole of `input` in pieces that end at `cuts`, as a front door would, and ends both
  // sides. With `eager` the server's replies come as soon as they are there, else only when the
  // session can't go on without them.
  void play(session::Session& session, std::string_view input, const std::vector<size_t>& cuts = {},
            bool eager = true);
  // Hands the server's waiting bytes to the session; false where there are none.
  bool deliver(session::Session& session);

 private:
  void feed(session::Session& session, bool eager);
  bool report_back(session::Session& session);

  bool shakes_hands_ = false;
  bool checks_password_ = false;
  bool pauses_ = false;

  std::string inbox_;  // of the client's bytes, not used yet
  std::string server_says_ = "220 mx.example.com ESMTP\r\n";
};

}  // namespace spamweir::testing
