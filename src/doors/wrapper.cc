#include "doors/wrapper.h"

#include <unistd.h>

#include <array>

#include "base/text.h"

namespace spamweir::doors {
namespace {

using std::chrono::seconds;

constexpr int kClientIn = STDIN_FILENO;
constexpr int kClientOut = STDOUT_FILENO;

// More than this waiting for one side stops reading from the other.
constexpr size_t kHighWater = 64 * 1024;
// From here on a piece goes straight from the inbox to the pipe; smaller ones are gathered to one
// write.
constexpr size_t kDirectWrite = 4096;
// A slow server frees its pipe a page at a time. Filling each page at once would cost two system
// calls a page, so a large pipe that was full is left alone for this long: as much as it holds
// passes in it even at 1 GB/s.
constexpr std::chrono::milliseconds kFullPipeRest{1};
// How long a server may take to end after its client has gone: with a message in its hands, and
// without.
constexpr seconds kDeliveryGrace{300};
constexpr seconds kEndGrace{5};
// How long bytes of a client that was cut off are read, so that its system does not drop our last
// reply.
constexpr seconds kLinger{5};

}  // namespace

Wrapper::Wrapper(engine::Engine& engine, os::SignalQueue& signals, log::Log& log)
    : settings_(engine.settings()), signals_(signals), log_(log), session_(engine, *this, log) {}

int Wrapper::serve(os::Child child) {
  child_ = std::move(child);
  started_ = last_activity_ = now_ = os::Clock::now();
  if (settings_.greeting_delay_secs > 0) {
    if (session_.skips_greeting_delay()) {
      session_.greeting_delay_over();
    } else {
      greeting_ = started_ + seconds(settings_.greeting_delay_secs);
    }
  }
  while (!is_done()) wait_for_events();
  return end_status();
}

void Wrapper::wait_for_events() {
  std::array interests{
      os::Interest{.fd = kClientIn,
                   .read = !client_gone_ && !client_closing_ && has_room_for_client_input()},
      os::Interest{.fd = kClientOut, .write = !client_out_.is_empty()},
      os::Interest{.fd = child_->to().get(), .write = server_is_full() && !server_retry_},
      os::Interest{.fd = child_->from().get(),
                   .read = !server_gone_ && client_out_.size() < kHighWater},
      os::Interest{.fd = signals_.fd(), .read = true},
  };
  auto& [client_in, client_out, server_in, server_out, signals] = interests;
  os::wait(interests, next_deadline());
  now_ = os::Clock::now();
  if (signals.readable) check_signals();
  if (server_in.writable || (server_retry_ && now_ >= *server_retry_)) flush_server();
  take_events(client_in, server_out);
  check_clock();
  flush();
}

void Wrapper::take_events(const os::Interest& client, const os::Interest& server) {
  if (server.readable) read_server();
  if (client.readable) read_client();
  feed_session();
}

bool Wrapper::has_room_for_client_input() const {
  return !client_in_.is_full() && !server_is_full() && client_out_.size() < kHighWater;
}

void Wrapper::read_client() {
  const os::Transfer transfer = os::read_some(kClientIn, client_in_.room());
  if (transfer.outcome == os::Transfer::Outcome::ended) client_gone_ = true;
  if (transfer.bytes == 0) return;
  client_in_.filled(transfer.bytes);
  last_activity_ = now_;
}

void Wrapper::read_server() {
  std::array<char, 4096> buffer;
  const os::Transfer transfer = os::read_some(child_->from().get(), buffer);
  if (transfer.bytes > 0) {
    last_activity_ = now_;
    session_.take_server({buffer.data(), transfer.bytes});
  } else if (transfer.outcome == os::Transfer::Outcome::ended || child_ended_) {
    server_gone_ = true;
    child_->from().close();
    session_.server_ended();
  }
}

// Gives the session what it can take now. Commands behind one that waits for the server stay in the
// inbox.
void Wrapper::feed_session() {
  while (!client_in_.is_empty()) {
    const size_t used = session_.take_client(client_in_.bytes());
    if (used == 0) break;
    client_in_.used(used);
  }
  const bool exhausted = client_in_.is_empty() || (!session_.server_is_working() && !greeting_);
  if (client_gone_ && exhausted && !client_told_end_) {
    client_told_end_ = true;
    session_.client_ended();
  }
}

void Wrapper::to_client(std::string_view bytes) {
  if (!client_closing_) client_out_.append(bytes);
}

void Wrapper::to_server(std::string_view bytes) {
  if (server_closing_) return;
  if (!server_is_full() && bytes.size() >= kDirectWrite) bytes.remove_prefix(write_server(bytes));
  server_out_.append(bytes);
}

void Wrapper::close_client() { client_closing_ = true; }

void Wrapper::close_server() { server_closing_ = true; }

void Wrapper::discard_client_input() {
  client_in_.clear();
  for (;;) {
    std::array pending{os::Interest{.fd = kClientIn, .read = true}};
    os::wait(pending, now_);
    if (!pending[0].readable) return;
    std::array<char, 4096> buffer;
    if (os::read_some(kClientIn, buffer).bytes == 0) return;
  }
}

// How many of the bytes are done with: a server that is gone swallows all.
size_t Wrapper::write_server(std::string_view bytes) {
  const os::Transfer transfer = os::write_some(child_->to().get(), bytes);
  if (transfer.outcome == os::Transfer::Outcome::ended) {
    // What the server had to say about that is still to be read.
    server_closing_ = true;
    return bytes.size();
  }
  const bool full = transfer.bytes < bytes.size();
  if (full && !server_pipe_is_large_) server_pipe_is_large_ = os::enlarge_pipe(child_->to().get());
  server_retry_.reset();
  // A server that takes nothing at all is waited for, however long that is.
  if (full && server_pipe_is_large_ && transfer.bytes > 0) server_retry_ = now_ + kFullPipeRest;
  return transfer.bytes;
}

void Wrapper::flush_server() {
  if (server_is_full()) server_out_.sent(write_server(server_out_.bytes()));
}

void Wrapper::write_client() {
  const os::Transfer transfer = os::write_some_shared(kClientOut, client_out_.bytes());
  if (transfer.outcome == os::Transfer::Outcome::ended) {
    lose_client();
  } else {
    client_out_.sent(transfer.bytes);
  }
}

// A message that the server has already got is still delivered and logged.
void Wrapper::lose_client() {
  client_out_.clear();
  client_in_.clear();
  client_gone_ = true;
  client_closed_ = client_closing_ = true;
  feed_session();
}

void Wrapper::flush() {
  if (!server_retry_) flush_server();
  if (server_closing_ && !server_is_full()) child_->to().close();
  if (!client_out_.is_empty()) write_client();
  if (client_closing_ && client_out_.is_empty() && !client_closed_) {
    client_closed_ = true;
    if (!client_gone_ && !session_.has_quit()) linger();
    os::finish_writing(kClientOut);
  }
  if (!client_closed_ || give_up_) return;
  server_closing_ = true;
  if (!server_is_full()) child_->to().close();
  give_up_ = now_ + (session_.awaits_delivery() ? kDeliveryGrace : kEndGrace);
}

// A socket that is closed with unread bytes in it makes the client's system throw away what we have
// just sent.
void Wrapper::linger() {
  os::finish_writing(kClientOut);
  const os::TimePoint end = now_ + kLinger;
  while (os::Clock::now() < end) {
    std::array pending{os::Interest{.fd = kClientIn, .read = true}};
    os::wait(pending, end);
    std::array<char, 4096> buffer;
    if (pending[0].readable && os::read_some(kClientIn, buffer).bytes == 0) return;
  }
}

os::Deadline Wrapper::client_deadline() const {
  // While the server works, nobody can ask the client to talk faster.
  const bool server_busy = session_.server_is_working() || server_is_full();
  if (client_closing_ || server_busy) return std::nullopt;
  os::Deadline deadline;
  if (settings_.idle_timeout_secs > 0)
    deadline = last_activity_ + seconds(settings_.idle_timeout_secs);
  if (settings_.connection_timeout_secs > 0) {
    deadline = os::earlier(deadline, started_ + seconds(settings_.connection_timeout_secs));
  }
  return deadline;
}

os::Deadline Wrapper::next_deadline() const {
  return os::earlier(os::earlier(greeting_, give_up_),
                     os::earlier(server_retry_, client_deadline()));
}

void Wrapper::check_clock() {
  if (greeting_ && now_ >= *greeting_) {
    greeting_.reset();
    last_activity_ = now_;
    session_.greeting_delay_over();
    feed_session();
  }
  const os::Deadline deadline = client_deadline();
  if (deadline && now_ >= *deadline) session_.time_out();
  if (give_up_ && now_ >= *give_up_) {
    child_->terminate();
    server_gone_ = true;
  }
}

void Wrapper::check_signals() {
  if (signals_.take_stop_request() && !client_closing_) session_.shut_down();
  if (child_->reap(false)) {
    child_ended_ = true;
    if (!server_gone_) read_server();
  }
}

int Wrapper::end_status() {
  std::array ended{os::Interest{.fd = signals_.fd(), .read = true}};
  while (!child_->reap(false) && !(give_up_ && os::Clock::now() >= *give_up_)) {
    os::wait(ended, give_up_);
    static_cast<void>(signals_.take_stop_request());
  }
  const std::optional<os::ExitStatus> status = child_->reap(false);
  if (!status) {
    child_->terminate();
    return 0;
  }
  if (status->signal == 0) return status->code;
  log_.error(concat("the server behind the filter was killed by signal ",
                    to_text(static_cast<uint64_t>(status->signal))));
  return 128 + status->signal;
}

}  // namespace spamweir::doors
