// One SMTP dialogue, watched: what the client may say reaches the server, what it may not is
// answered here.
//
// The session knows commands and replies, not descriptors or processes: a front door feeds it bytes
// of either side and it speaks through Wires. Bytes may come split in any way. Documented in
// documentation/architecture.md ("The dialogue").
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "auth/checker.h"
#include "auth/exchange.h"
#include "auth/failures.h"
#include "engine/engine.h"
#include "session/header_excerpt.h"
#include "session/reply_queue.h"
#include "session/report.h"
#include "session/standing_refusal.h"
#include "session/wires.h"
#include "smtp/body_scanner.h"
#include "smtp/command.h"
#include "smtp/line_reader.h"
#include "smtp/reply.h"
#include "smtp/sasl.h"
#include "tls/channel.h"

namespace spamweir::session {

class Session {
 public:
  // Headers are held up to this size for the header filter, then let go.
  static constexpr size_t kMaxHeldHeader = 512 * 1024;

  // All must outlive the session.
  Session(engine::Engine& engine, Wires& wires, log::Log& log);

  // To be called first. Where TLS is on from the first byte (tls-level=smtps) it begins here.
  void begin();

  // Bytes of the client. Returns how many are done with; the rest must be given again, after more
  // bytes of either side have come.
  size_t take_client(std::string_view bytes);
  // Bytes of the server; all are used.
  void take_server(std::string_view bytes);

  // Either side will send nothing more.
  void client_ended();
  void server_ended();
  // The session is over: what the log still has to say of it is said. Nothing may be called after.
  void finish();

  // With greeting-delay-secs the greeting is held back until this is called.
  void greeting_delay_over();
  // The client has proved to be this user; where he is not known, `user` is empty.
  void note_user(std::string_view user);

  // Whether the greeting delay serves nobody: the client is spared the filters anyway.
  bool skips_greeting_delay();

  // Both end the session. The client was too slow:
  void time_out();
  // The filter is told to stop: the client gets a 421 and comes back later.
  void shut_down();

  // What comes of Wires::begin_tls(). A failure ends the session, and nothing is said in clear.
  void tls_established(const tls::Channel::Facts& facts);
  void tls_failed(std::string_view problem);
  // Of Wires::check_credentials(), and the end of Wires::pause().
  void take_check(auth::Checker::Result result);
  void pause_over();

  // The server owes an answer: the client's silence is no idleness.
  bool server_is_working() const { return queue_.awaits_server(); }
  // A command waits for what the filters still have to find out: call take_client() again after
  // Engine::advance().
  bool awaits_facts() const { return awaits_facts_; }
  // The client waits for the filter itself: for facts, for whether its password is right, or for a
  // pause to end.
  bool filter_is_working() const { return awaits_facts_ || checks_password_ || pauses_; }
  // The client has taken its leave: it will send nothing that matters.
  bool has_quit() const { return quitting_; }
  // A message was handed over whole and the server has not said what becomes of it.
  bool awaits_delivery() const { return queue_.awaits(Awaited::body_end); }

 private:
  // A message whose fate is sealed before its body has come.
  struct Refusal {
    std::string reply;  // a whole reply
    std::string log_code;
    std::string reason;
  };
  enum class Sink { server, held, nowhere };
  struct Body {
    smtp::BodyScanner scanner;
    Sink sink = Sink::server;
    std::string held = {};       // the header, while it is not judged
    bool awaits_server = false;  // for its answer to the filter's own DATA
    bool ended = false;          // the client has sent the final dot
    std::optional<Refusal> refusal = {};
    // For the log.
    size_t size = 0;  // of what is handed on, the final dot included
    std::optional<HeaderExcerpt> excerpt = {};
  };

  // What the client is told once a pause is over.
  struct HeldAnswer {
    std::string reply;
    bool closes = false;  // with 421
  };

  // Client side, session_commands.cc. False: the line must wait, ask again.
  size_t take_line(std::string_view bytes);
  bool handle_line(const smtp::Line& line);
  bool handle_command(const smtp::Command& command, std::string_view line);
  bool handle_hello(std::string_view line);
  bool handle_mail(const smtp::Command& command);
  bool handle_recipient(const smtp::Command& command);
  bool handle_data();
  bool handle_rset();
  bool must_wait_for_recipients() const;
  void refuse_line(std::string_view text);
  void refuse_sender(const engine::Judgement& judgement);
  void refuse_for_good(const engine::Judgement& judgement, filters::Verdict verdict);
  void refuse_recipient(const StandingRefusal& refusal);
  void refuse_recipient(const filters::Verdict& verdict);
  void report_trials(const std::vector<engine::Rejected>& trials);
  void refuse_judged_recipient(const engine::Judgement& judgement);
  void refuse_unparseable(std::string_view verb, std::string_view argument);
  void answer_alone(const smtp::Command& command);
  void answer_without_server(const smtp::Command& command);

  // Authentication, session_auth.cc.
  bool handle_auth(const smtp::Command& command, std::string_view line);
  void pass_auth_on(const smtp::Command& command, std::string_view line);
  void begin_exchange(std::string_view argument);
  void handle_auth_line(std::string_view line);
  void take_step(const auth::Exchange::Step& step);
  void take_refusal(const auth::Exchange::Step& step);
  void take_auth_reply(const smtp::Reply& reply);
  void end_exchange();
  void refuse_credentials(std::string reply);
  void release_held_answer();
  auth::Mechanisms own_mechanisms() const;
  bool hides_user() const;
  bool hides_servers_auth() const;
  bool lacks_tls_for_auth() const;
  bool may_still_authenticate() const;

  // TLS, session_tls.cc.
  bool handle_starttls(const smtp::Command& command);
  std::optional<std::string> objection_to_starttls(const smtp::Command& command);
  void log_hidden_tls(std::string_view what);
  void begin_own_tls();
  void pass_starttls_on();
  void pass_all_on();
  bool decide_passthrough();
  void note_passthrough();
  void take_starttls_reply(const smtp::Reply& reply);
  void start_over();
  bool offers_own_starttls() const;
  bool may_pass_starttls_on() const;

  // Server side, session_replies.cc.
  void take_reply(const smtp::Reply& reply);
  void take_awaited(const Slot& slot, const smtp::Reply& reply);
  void take_greeting(const smtp::Reply& reply);
  void take_hello_reply(const smtp::Reply& reply);
  void take_mail_reply(const Slot& slot, const smtp::Reply& reply);
  void take_recipient_reply(const Slot& slot, const smtp::Reply& reply);
  void report_other(const Slot& slot, const smtp::Address* recipient, const smtp::Reply& reply);
  void report_refused_message(const Envelope& envelope, const smtp::Reply& reply);

  // The message, session_message.cc.
  size_t take_body(std::string_view bytes);
  void begin_body(Sink sink);
  void pour(std::string_view clean);
  void pour_held(std::string_view clean);
  void judge_held(size_t header_size);
  void note_content(std::string_view clean);
  static void record_content(const Envelope& envelope, Body& body);
  void release_held();
  void take_held_data_reply(const smtp::Reply& reply);
  void refuse_bare_newline();
  void refuse_body(const filters::Verdict& verdict);
  void end_body();
  void take_body_end_reply(const Slot& slot, const smtp::Reply& reply);
  bool holds_header() const;

  // Both, session.cc.
  void trace(std::string_view speaker, std::string_view text);
  void trace_line(const smtp::Command& command, std::string_view line);
  void answer(std::string reply);
  void answer(const filters::Verdict& verdict);
  void forward(std::string_view line, Slot slot);
  void begin_message(std::optional<smtp::Address> sender);
  void go_alone(StandingRefusal refusal);
  void give_up_server();
  void reset_server();
  void end(int code, std::string_view text);
  void close_client_when_answered();
  bool could_be_spared(const engine::Rejected& rejected) const;
  bool could_spare_recipient(const engine::Rejected& rejected) const;
  bool is_final(const engine::Rejected& rejected) const;

  engine::Engine& engine_;
  Wires& wires_;
  log::Log& log_;
  const config::Settings& settings_;
  Report report_;

  smtp::LineReader lines_;
  smtp::ReplyReader replies_;
  ReplyQueue queue_;

  // What the connection has come to.
  bool greeting_held_ = false;  // by greeting-delay-secs
  std::string held_greeting_;
  bool blocked_ = false;  // the next line waits for the server's answer to the last one
  bool may_pass_all_on_ =
      false;                  // TLS is the server's from the first byte, if nothing is against it
  bool passthrough_ = false;  // TLS between client and server: nothing can be read any more
  bool quitting_ = false;
  bool closes_when_answered_ = false;
  bool client_ended_ = false;
  bool server_ended_ = false;
  bool server_given_up_ = false;     // its dialogue was cut off within a message
  bool ended_here_ = false;          // by a time limit or a shut-down
  bool server_has_message_ = false;  // it took a MAIL, or may, and nothing has ended that message
  bool unasked_reply_ = false;       // the server spoke out of turn: its own good-bye
  bool saw_crlf_ = false;            // the client has ended a line with CRLF
  smtp::LineEnd last_line_end_ = smtp::LineEnd::crlf;
  std::optional<StandingRefusal> alone_;  // the filter answers everything with this

  bool awaits_facts_ = false;  // the recipient in question can't be judged yet

  // TLS of our own.
  bool encrypted_ = false;   // it is on, or its handshake is under way
  bool tls_broken_ = false;  // it could not be begun: it is not offered again

  // Authentication.
  bool extended_hello_ = false;  // the client's last greeting was EHLO
  bool must_say_hello_ = false;  // TLS has made it forgotten
  bool auth_offered_ = false;    // by the server, and the client was told
  bool own_auth_offered_ = false;
  bool server_authenticated_ = false;  // the client, and never forgets it
  bool in_auth_dialogue_ = false;
  std::optional<smtp::AuthObserver> auth_;  // of a dialogue with the server
  std::optional<auth::Exchange> exchange_;  // of a dialogue with the filter
  bool checks_password_ = false;
  bool pauses_ = false;
  HeldAnswer held_answer_;
  auth::Failures failures_;

  // The message.
  unsigned message_ = 0;  // counts them
  Envelope envelope_;
  std::optional<StandingRefusal> message_refused_;
  std::unique_ptr<Body> body_;
};

}  // namespace spamweir::session
