// A session played from greeting to QUIT, with a server in memory that takes everything.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "explain/mail.h"
#include "log/log.h"
#include "session/session.h"
#include "session/wires.h"

namespace spamweir::explain {

// How time passes while DNS is asked.
class Patience {
 public:
  virtual ~Patience() = default;
  // The next thing is waited for from now on.
  virtual void begin() = 0;
  // Waits until more may be known; false where nothing is on its way.
  virtual bool wait() = 0;
};

// What the client said and was answered: `MAIL FROM:<a@b.test>`, `250 ok`.
struct Exchange {
  std::string said;
  std::string reply;  // without line ends; of several lines the last; empty: none
};

// What has become of the mail.
struct Played {
  std::vector<Exchange> exchanges;
  bool sent_away = false;  // before the client could say anything; then nothing else has come
  size_t accepted = 0;     // recipients
  bool delivered = false;
};

class Rehearsal final : private session::Wires {
 public:
  // All must outlive the rehearsal.
  Rehearsal(engine::Engine& engine, Patience& patience, log::Log& log);

  // Once. The client waits for DNS to be done before it says MAIL, as a patient one does. MAIL and
  // RCPT are played, then the message of mail.header, where a recipient was taken.
  Played play(const Mail& mail);

 private:
  void open(const Mail& mail);
  void hold_greeting(const std::string& said_early);
  void say(std::string_view line);
  std::string ask(std::string_view line);
  void feed();
  void wait_for_facts();
  bool was_positive(const Exchange& exchange) const;

  // The server, which is asked for one thing at a time.
  void to_server(std::string_view bytes) override;
  std::string reply_to(std::string_view line);

  void to_client(std::string_view bytes) override { heard_ += bytes; }
  void close_client() override { client_closed_ = true; }
  void close_server() override { server_closed_ = true; }
  void discard_client_input() override { inbox_.clear(); }
  Status begin_tls(std::string_view) override;
  // Nobody gives a password in a rehearsal.
  void check_credentials(const auth::Credentials&) override {}
  std::string make_challenge() override { return {}; }
  void pause(std::chrono::seconds) override {}
  void wipe_client_input() override {}
  session::Times times() const override { return {}; }

  engine::Engine& engine_;
  Patience& patience_;
  log::Log& log_;
  session::Session session_;
  std::string inbox_;  // what the client has said and the session has not taken
  std::string heard_;  // what the client was told since it last asked
  std::string server_inbox_;
  std::string server_says_;
  bool client_closed_ = false;
  bool server_closed_ = false;
  bool in_body_ = false;
  bool shakes_hands_ = false;
};

}  // namespace spamweir::explain
