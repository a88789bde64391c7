#include "doors/wrapper.h"

#include <unistd.h>

#include <array>
#include <bit>
#include <utility>

#include "auth/challenge.h"
#include "base/text.h"
#include "doors/host_name.h"
#include "os/environment.h"
#include "os/random.h"

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
// Once one side has ended, all must be over so long after the last sign of life: where an answer is
// still owed, and elsewhere.
constexpr seconds kAnswerGrace{300};
constexpr seconds kEndGrace{5};
// A handshake is two exchanges of a few kilobytes each.
constexpr seconds kHandshakeLimit{30};

}  // namespace

Wrapper::Wrapper(engine::Engine& engine, dns::Resolver& resolver, os::SignalQueue& signals,
                 log::Log& log)
    : settings_(engine.settings()),
      engine_(engine),
      resolver_(resolver),
      signals_(signals),
      log_(log),
      session_(engine, *this, log),
      client_(log) {}

void Wrapper::record_in(FullLog& record) {
  record_ = &record;
  client_.record_in(record);
}

int Wrapper::serve(os::Child child) {
  child_ = std::move(child);
  started_ = last_activity_ = now_ = os::Clock::now();
  engine_.begin();
  session_.begin();
  if (!shakes_hands()) begin_greeting_delay();
  pump();
  while (!is_done()) {
    wait_for_events();
    pump();
  }
  session_.finish();
  return end_status();
}

void Wrapper::begin_greeting_delay() {
  if (settings_.greeting_delay_secs == 0) return;
  if (session_.skips_greeting_delay()) return session_.greeting_delay_over();
  greeting_ = now_ + seconds(settings_.greeting_delay_secs);
}

void Wrapper::wait_for_events() {
  const auto programs = check_ ? checker_->interests() : std::array<os::Interest, 2>{};
  const auto validation = validator_ ? validator_->interests() : std::array<os::Interest, 2>{};
  std::array interests{
      os::Interest{
          .fd = kClientIn, .read = reads_client(), .end = !reads_client() && !client_left_},
      os::Interest{.fd = kClientOut, .write = client_.can_write()},
      os::Interest{.fd = child_->to().get(), .write = server_is_full() && !server_retry_},
      os::Interest{.fd = child_->from().get(), .read = !server_gone_ && has_room_for_replies()},
      os::Interest{.fd = signals_.fd(), .read = true},
      os::Interest{.fd = resolver_.fd(), .read = true},
      programs[0],
      programs[1],
      validation[0],
      validation[1],
  };
  const auto& client_in = interests[0];
  const auto& server_out = interests[3];
  const auto& signals = interests[4];
  const auto& answers = interests[5];
  const bool filter_works = session_.filter_is_working() || greeting_;
  os::wait(interests, next_deadline());
  note_time(std::exchange(now_, os::Clock::now()), filter_works);
  if (server_retry_ && now_ >= *server_retry_) server_retry_.reset();
  const os::Deadline repeat = resolver_.deadline();
  if (answers.readable || (repeat && now_ >= *repeat)) check_answers();
  if (server_out.readable) read_server();
  if (client_in.readable) read_client();
  if (client_in.has_ended) client_left_ = true;
  if (signals.readable) check_signals();
  if (check_) check_ = checker_->work(now_);
  check_validator();
  check_clock();
}

void Wrapper::note_time(os::TimePoint before, bool filter_worked) {
  if (filter_worked) waited_ += now_ - before;
  if (resolver_.deadline()) dns_time_ += now_ - before;
}

session::Times Wrapper::times() const {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  return {duration_cast<milliseconds>(now_ - started_), duration_cast<milliseconds>(waited_),
          duration_cast<milliseconds>(dns_time_)};
}

bool Wrapper::has_room_for_replies() const { return client_.unsent() < kHighWater; }

bool Wrapper::has_room() const { return has_room_for_replies() && server_out_.size() < kHighWater; }

bool Wrapper::reads_client() const {
  if (lingering_) return true;
  return !client_gone_ && !client_closing_ && client_.has_room() && !server_is_full() &&
         has_room_for_replies();
}

void Wrapper::read_client() {
  // What a closed client still says prolongs nothing.
  if (lingering_) {
    std::array<char, 4096> unheard;
    const os::Transfer transfer = os::read_some(kClientIn, unheard);
    if (record_ != nullptr) record_->from_client({unheard.data(), transfer.bytes});
    lingering_ = transfer.outcome != os::Transfer::Outcome::ended;
    return;
  }
  const os::Transfer transfer = client_.read();
  if (transfer.outcome == os::Transfer::Outcome::ended) client_gone_ = true;
  if (transfer.bytes > 0 && !shakes_hands()) last_activity_ = now_;
  follow_tls();
}

// What has become of TLS since it was given bytes.
void Wrapper::follow_tls() {
  if (client_.client_ended_tls()) client_gone_ = true;
  if (shakes_hands() && !client_.is_shaking_hands() && !client_.tls_failed()) {
    handshake_until_.reset();
    last_activity_ = now_;
    session_.tls_established(client_.tls_facts());
    if (settings_.tls_level == config::TlsLevel::smtps) begin_greeting_delay();
  } else if (shakes_hands() && (client_gone_ || client_.tls_failed())) {
    handshake_until_.reset();
    session_.tls_failed(client_.tls_failed() ? client_.problem() : "the client has gone");
  } else if (client_.tls_failed() && !client_gone_) {
    client_gone_ = true;
    log_.verbose(client_.problem());
  }
}

void Wrapper::read_server() {
  std::array<char, 4096> buffer;
  const os::Transfer transfer = os::read_some(child_->from().get(), buffer);
  if (transfer.bytes > 0) {
    last_activity_ = now_;
    if (record_ != nullptr) record_->from_server({buffer.data(), transfer.bytes});
    session_.take_server({buffer.data(), transfer.bytes});
  } else if (transfer.outcome == os::Transfer::Outcome::ended || child_ended_) {
    // A child's child may keep the pipe open: what the server itself had to say has been read.
    server_gone_ = true;
    child_->from().close();
    session_.server_ended();
  }
}

// Moves everything that can move without waiting. Full outboxes may be all that the session has
// stopped for, and nobody would tell that they have room again.
void Wrapper::pump() {
  bool was_stopped = true;
  while (was_stopped) {
    feed_session();
    was_stopped = !client_.said().empty() && !has_room();
    flush();
    was_stopped = was_stopped && has_room();
  }
}

// Gives the session what it can take now. Commands behind one that waits for the server stay where
// they are.
void Wrapper::feed_session() {
  do {
    feed_commands();
  } while (take_check_result());
  const bool waits =
      session_.server_is_working() || session_.filter_is_working() || greeting_ || !has_room();
  if (client_gone_ && !client_told_end_ && (client_.said().empty() || !waits)) {
    client_told_end_ = true;
    session_.client_ended();
  }
}

void Wrapper::feed_commands() {
  while (!client_.said().empty() && has_room()) {
    const size_t used = session_.take_client(client_.said());
    if (used == 0) return;
    client_.used(used);
  }
}

void Wrapper::to_client(std::string_view bytes) {
  if (!client_closing_) client_.say(bytes);
}

void Wrapper::to_server(std::string_view bytes) {
  if (server_closing_) return;
  if (record_ != nullptr) record_->to_server(bytes);
  const bool direct = server_out_.is_empty() && bytes.size() >= kDirectWrite;
  if (direct) bytes.remove_prefix(write_server(bytes));
  if (bytes.empty()) return;
  if (direct && !server_pipe_is_large_) {
    server_pipe_is_large_ = os::enlarge_pipe(child_->to().get());
  }
  server_out_.append(bytes);
}

void Wrapper::close_client() {
  if (!client_closing_) client_.finish_saying();
  client_closing_ = true;
  last_activity_ = now_;
}

void Wrapper::close_server() { server_closing_ = true; }

void Wrapper::discard_client_input() { client_.discard_input(); }

Status Wrapper::begin_tls(std::string_view last_words) {
  Status begun = client_.begin_tls(settings_.tls, last_words);
  if (begun.ok()) handshake_until_ = now_ + kHandshakeLimit;
  return begun;
}

void Wrapper::check_credentials(const auth::Credentials& credentials) {
  if (!checker_) checker_.emplace(settings_.auth.commands, log_);
  check_ = checker_->begin(credentials, now_);
}

std::string Wrapper::make_challenge() {
  std::array<uint8_t, sizeof(uint64_t)> bytes;
  if (!os::RandomSource().fill(bytes)) return {};
  // Asked once: a command may take its time, and a client may ask for any number of challenges.
  if (!host_name_) {
    host_name_ = host_name(settings_.host_name, os::Environment::of_process(), log_);
  }
  return auth::make_challenge(std::bit_cast<uint64_t>(bytes), os::wall_clock_secs(), *host_name_);
}

void Wrapper::pause(seconds duration) { pause_until_ = now_ + duration; }

// It may have passed to the server, too.
void Wrapper::wipe_client_input() {
  client_.wipe_used();
  server_out_.wipe_when_empty();
}

// How many of the bytes are done with: a server that is gone swallows all.
size_t Wrapper::write_server(std::string_view bytes) {
  server_retry_.reset();
  const os::Transfer transfer = os::write_some(child_->to().get(), bytes);
  if (transfer.outcome == os::Transfer::Outcome::ended) {
    // What the server had to say about that is still to be read.
    server_closing_ = true;
    return bytes.size();
  }
  if (transfer.bytes > 0) last_activity_ = now_;
  // A server that takes nothing at all is waited for, however long that is.
  const bool full = transfer.bytes < bytes.size();
  if (full && server_pipe_is_large_ && transfer.bytes > 0) server_retry_ = now_ + kFullPipeRest;
  return transfer.bytes;
}

void Wrapper::flush_server() {
  if (server_is_full() && !server_retry_) server_out_.sent(write_server(server_out_.bytes()));
  if (server_closing_ && !server_is_full()) child_->to().close();
}

void Wrapper::write_client() {
  const os::Transfer transfer = client_.write();
  if (transfer.outcome == os::Transfer::Outcome::ended) {
    lose_client();
  } else if (transfer.bytes > 0 && !shakes_hands()) {
    last_activity_ = now_;
  }
}

// A message that the server has already got is still delivered and logged.
void Wrapper::lose_client() {
  client_.forget_unsent();
  client_.forget_said();
  client_gone_ = true;
  client_closed_ = client_closing_ = true;
  if (std::exchange(handshake_until_, {})) session_.tls_failed("the client has gone");
  feed_session();
}

void Wrapper::flush() {
  flush_server();
  if (client_.can_write()) write_client();
  if (client_closing_ && !client_.can_write() && !client_closed_) finish_client();
  if (!client_closed_) return;
  server_closing_ = true;
  flush_server();
}

// A socket that is closed with unread bytes in it makes the client's system throw away what we have
// just sent: they are read for a while.
void Wrapper::finish_client() {
  client_closed_ = true;
  lingering_ = !client_gone_ && !session_.has_quit() && !stop_requested_;
  client_.forget_said();
  os::finish_writing(kClientOut);
}

os::Deadline Wrapper::client_deadline() const {
  if (is_ending()) return std::nullopt;
  os::Deadline total;
  if (settings_.connection_timeout_secs > 0 && !session_.awaits_delivery()) {
    total = started_ + seconds(settings_.connection_timeout_secs);
  }
  total = os::earlier(total, handshake_until_);
  // While the server works nobody can ask the client to talk faster, unless it takes no answers.
  const bool server_is_busy =
      client_.unsent() == 0 && !shakes_hands() &&
      (session_.server_is_working() || session_.filter_is_working() || server_is_full());
  if (settings_.idle_timeout_secs == 0 || server_is_busy || greeting_) return total;
  return os::earlier(total, last_activity_ + seconds(settings_.idle_timeout_secs));
}

os::Deadline Wrapper::end_deadline() const {
  if (!is_ending() && !client_left_) return std::nullopt;
  // A client that has only finished sending still waits for its answers.
  const bool owed = session_.awaits_delivery() ||
                    (!client_closing_ && (session_.server_is_working() ||
                                          session_.filter_is_working() || !client_told_end_));
  return last_activity_ + (owed ? kAnswerGrace : kEndGrace);
}

os::Deadline Wrapper::next_deadline() const {
  os::Deadline next = check_ ? checker_->deadline() : os::Deadline();
  if (validator_ != nullptr) next = os::earlier(next, validator_->deadline());
  for (const os::Deadline other : {greeting_, server_retry_, facts_until_, pause_until_,
                                   resolver_.deadline(), client_deadline(), end_deadline()}) {
    next = os::earlier(next, other);
  }
  return next;
}

void Wrapper::check_clock() {
  if (greeting_ && now_ >= *greeting_) end_greeting_delay();
  if (pause_until_ && now_ >= *pause_until_) end_pause();
  limit_wait_for_facts();
  const os::Deadline client = client_deadline();
  if (client && now_ >= *client) end_slow_client();
  const os::Deadline end = end_deadline();
  if (end && now_ >= *end) give_up();
  // A message that the server has got whole is waited for: the client would send it a second time.
  if (stop_requested_ && !is_ending() && !session_.awaits_delivery()) session_.shut_down();
}

// What the client is waiting for while DNS is asked is not its own idleness.
void Wrapper::check_answers() {
  if (!resolver_.work()) return;
  take_new_facts();
  if (greeting_ && session_.skips_greeting_delay()) end_greeting_delay();
}

void Wrapper::check_validator() {
  if (validator_ != nullptr && validator_->work(now_)) take_new_facts();
}

void Wrapper::take_new_facts() {
  engine_.advance();
  if (session_.awaits_facts()) last_activity_ = now_;
}

// However many questions one after the other a command waits for, it does so no longer than for a
// single one.
void Wrapper::limit_wait_for_facts() {
  const bool has_own_limit = validator_ != nullptr && validator_->is_at_work();
  if (!session_.awaits_facts() || has_own_limit) {
    facts_until_.reset();
  } else if (!facts_until_) {
    facts_until_ = now_ + seconds(settings_.dns.timeout_secs);
  } else if (now_ >= *facts_until_) {
    facts_until_.reset();
    resolver_.give_up_pending();
    check_answers();
  }
}

bool Wrapper::take_check_result() {
  if (!check_ || *check_ == auth::Checker::Result::working) return false;
  last_activity_ = now_;
  session_.take_check(*std::exchange(check_, {}));
  return true;
}

void Wrapper::end_pause() {
  pause_until_.reset();
  last_activity_ = now_;
  session_.pause_over();
}

void Wrapper::end_slow_client() {
  if (!std::exchange(handshake_until_, {})) return session_.time_out();
  session_.tls_failed("the handshake took too long");
}

void Wrapper::end_greeting_delay() {
  greeting_.reset();
  last_activity_ = now_;
  session_.greeting_delay_over();
}

void Wrapper::check_signals() {
  if (signals_.take_stop_request()) {
    if (stop_requested_ || is_ending()) give_up();
    stop_requested_ = true;
  }
  if (!child_->reap(false)) return;
  child_ended_ = true;
  while (!server_gone_) read_server();
}

// Somebody does not end: nobody waits any longer.
void Wrapper::give_up() {
  lose_client();
  lingering_ = false;
  if (server_gone_) return;
  gave_up_ = server_gone_ = true;
  child_->terminate();
}

int Wrapper::end_status() {
  std::array ended{os::Interest{.fd = signals_.fd(), .read = true}};
  const os::TimePoint latest = os::Clock::now() + kEndGrace;
  while (!gave_up_ && !child_->reap(false) && os::Clock::now() < latest) {
    os::wait(ended, latest);
    if (!child_->reap(false) && signals_.take_stop_request()) break;
  }
  const std::optional<os::ExitStatus> status = child_->reap(false);
  if (!status) child_->terminate();
  if (gave_up_ || !status) {
    log_.debug("the server behind the filter did not end by itself");
    return 0;
  }
  if (log_.shows(log::Level::debug)) {
    log_.debug(concat(
        "the server behind the filter ended: ", status->signal == 0 ? "exit status " : "signal ",
        to_text(static_cast<uint64_t>(status->signal == 0 ? status->code : status->signal))));
  }
  if (status->signal == 0) return status->code;
  log_.error(concat("the server behind the filter was killed by signal ",
                    to_text(static_cast<uint64_t>(status->signal))));
  return 128 + status->signal;
}

}  // namespace spamweir::doors
