// The front door for tcpserver, xinetd and their kin: the client is on standard input and output,
// the server is a child process behind two pipes.
#pragma once

#include <optional>
#include <string_view>

#include "auth/checker.h"
#include "dns/resolver.h"
#include "doors/buffers.h"
#include "doors/client_link.h"
#include "doors/full_log.h"
#include "engine/engine.h"
#include "log/log.h"
#include "os/child.h"
#include "os/clock.h"
#include "os/signals.h"
#include "os/stream.h"
#include "session/session.h"
#include "session/wires.h"
#include "validation/validator.h"

namespace spamweir::doors {

class Wrapper final : private session::Wires {
 public:
  // All must outlive the wrapper. `resolver` is the one that the engine asks.
  Wrapper(engine::Engine& engine, dns::Resolver& resolver, os::SignalQueue& signals, log::Log& log);
  // Who the engine asks about recipients, if anybody; to be called before serve().
  void watch(validation::Validator& validator) { validator_ = &validator; }
  // Everything that goes either way is noted there; to be called before serve().
  void record_in(FullLog& record);

  // Serves the session on standard input and output with `child` behind it until both are done.
  // Returns the exit status: the server's own, 128 + signal where a signal killed it, or 0 where
  // it had to be given up.
  int serve(os::Child child);

 private:
  // session::Wires
  void to_client(std::string_view bytes) override;
  void to_server(std::string_view bytes) override;
  void close_client() override;
  void close_server() override;
  void discard_client_input() override;
  Status begin_tls(std::string_view last_words) override;
  void check_credentials(const auth::Credentials& credentials) override;
  std::string make_challenge() override;
  void pause(std::chrono::seconds duration) override;
  void wipe_client_input() override;
  session::Times times() const override;

  bool is_done() const { return client_closed_ && server_gone_ && !lingering_; }
  bool shakes_hands() const { return handshake_until_.has_value(); }
  bool is_ending() const { return client_told_end_ || client_closing_; }
  void wait_for_events();
  void note_time(os::TimePoint before, bool filter_worked);
  void read_client();
  void follow_tls();
  void read_server();
  // Moves everything that can move without waiting.
  void pump();
  void feed_session();
  void feed_commands();
  void flush();
  void flush_server();
  void write_client();
  size_t write_server(std::string_view bytes);
  void finish_client();
  void lose_client();
  void check_clock();
  void check_answers();
  void check_validator();
  void take_new_facts();
  void limit_wait_for_facts();
  bool take_check_result();
  void end_pause();
  void end_slow_client();
  void begin_greeting_delay();
  void end_greeting_delay();
  void check_signals();
  void give_up();
  bool server_is_full() const { return !server_out_.is_empty(); }
  bool has_room_for_replies() const;
  bool has_room() const;
  bool reads_client() const;
  os::Deadline next_deadline() const;
  os::Deadline client_deadline() const;
  os::Deadline end_deadline() const;
  int end_status();

  const config::Settings& settings_;
  engine::Engine& engine_;
  dns::Resolver& resolver_;
  os::SignalQueue& signals_;
  log::Log& log_;
  FullLog* record_ = nullptr;
  validation::Validator* validator_ = nullptr;
  session::Session session_;
  std::optional<os::Child> child_;

  ClientLink client_;
  Outbox server_out_;
  bool server_pipe_is_large_ = false;
  os::Deadline server_retry_;     // when a full large pipe is asked again
  bool client_gone_ = false;      // its end of file has come, or it is lost
  bool client_left_ = false;      // it sends nothing beyond what can't be read yet
  bool client_told_end_ = false;  // the session knows of it
  bool client_closing_ = false;   // after what waits to be sent
  bool client_closed_ = false;
  bool lingering_ = false;       // bytes of a closed client are read and thrown away
  bool server_closing_ = false;  // after what is in server_out_
  bool server_gone_ = false;     // its end of file has come
  bool child_ended_ = false;
  bool gave_up_ = false;
  bool stop_requested_ = false;

  std::optional<std::string> host_name_;  // once it was needed
  std::optional<auth::Checker> checker_;  // once there was a password to check
  // What has come of the check that the session waits for; empty: it waits for none.
  std::optional<auth::Checker::Result> check_;

  // How long DNS, and the client, have waited; see session::Times.
  os::Clock::duration dns_time_{}, waited_{};
  os::TimePoint now_;
  os::TimePoint started_;
  os::TimePoint last_activity_;   // of either side
  os::Deadline facts_until_;      // how long a command waits for what DNS has to say
  os::Deadline greeting_;         // with greeting-delay-secs: when it may leave
  os::Deadline handshake_until_;  // while the TLS handshake is under way
  os::Deadline pause_until_;      // a wrong password's answer waits
};

}  // namespace spamweir::doors
