// The front door for tcpserver, xinetd and their kin: the client is on standard input and output,
// the server is a child process behind two pipes.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "log/log.h"
#include "os/child.h"
#include "os/clock.h"
#include "os/signals.h"
#include "os/stream.h"
#include "session/session.h"
#include "session/wires.h"

namespace spamweir::doors {

class Wrapper final : private session::Wires {
 public:
  // All must outlive the wrapper.
  Wrapper(engine::Engine& engine, os::SignalQueue& signals, log::Log& log);

  // Serves the session on standard input and output with `child` behind it until both are done.
  // Returns the exit status: the server's own, 128 + signal where a signal killed it, or 0 where
  // the filter ended the session.
  int serve(os::Child child);

 private:
  // Bytes read and not used yet.
  class Inbox {
   public:
    static constexpr size_t kSize = 64 * 1024;
    bool is_full() const { return end_ == kSize; }  // used bytes make room again
    bool is_empty() const { return begin_ == end_; }
    std::string_view bytes() const { return {storage_.get() + begin_, end_ - begin_}; }
    std::span<char> room() { return {storage_.get() + end_, kSize - end_}; }
    void filled(size_t count) { end_ += count; }
    void used(size_t count);
    void clear() { begin_ = end_ = 0; }

   private:
    std::unique_ptr<char[]> storage_ = std::make_unique_for_overwrite<char[]>(kSize);
    size_t begin_ = 0;
    size_t end_ = 0;
  };

  // session::Wires
  void to_client(std::string_view bytes) override;
  void to_server(std::string_view bytes) override;
  void close_client() override;
  void close_server() override;
  void discard_client_input() override;

  bool is_done() const { return client_closed_ && server_gone_; }
  void wait_for_events();
  void take_events(const os::Interest& client, const os::Interest& server);
  void read_client();
  void read_server();
  void feed_session();
  void flush();
  void write_client();
  void write_server(std::string_view bytes);
  void lose_client();
  void check_clock();
  void check_signals();
  bool has_room_for_client_input() const;
  os::Deadline next_deadline() const;
  os::Deadline client_deadline() const;
  int end_status();
  void linger();

  const config::Settings& settings_;
  os::SignalQueue& signals_;
  log::Log& log_;
  session::Session session_;
  std::optional<os::Child> child_;

  Inbox client_in_;
  std::string client_out_;
  std::string server_out_;
  bool client_gone_ = false;      // its end of file has come, or it is lost
  bool client_told_end_ = false;  // the session knows of it
  bool client_closing_ = false;   // after what is in client_out_
  bool client_closed_ = false;
  bool server_closing_ = false;  // after what is in server_out_
  bool server_gone_ = false;     // its end of file has come
  bool child_ended_ = false;

  os::TimePoint now_;
  os::TimePoint started_;
  os::TimePoint last_activity_;
  os::Deadline greeting_;  // with greeting-delay-secs: when it may leave
  os::Deadline give_up_;   // on a server that does not end after its client has
};

}  // namespace spamweir::doors
