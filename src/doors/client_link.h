// The client's side of a front door: what it says and hears, in clear or within TLS, on standard
// input and output.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/settings.h"
#include "doors/buffers.h"
#include "doors/full_log.h"
#include "log/log.h"
#include "os/stream.h"
#include "tls/channel.h"

namespace spamweir::doors {

class ClientLink {
 public:
  // `log` must outlive it, and so must what record_in() is given.
  explicit ClientLink(log::Log& log) : log_(log) {}

  // What goes either way is noted there, in clear.
  void record_in(FullLog& record) { record_ = &record; }

  // What the client said and nobody has used yet, in clear.
  std::string_view said() const { return in_.bytes(); }
  void used(size_t count) { in_.used(count); }
  void forget_said() { in_.clear(); }
  // Overwrites what was used: it held a secret.
  void wipe_used() { in_.wipe_used(); }

  // Whether a read() fits. Call it when wait() says that there is something to read: it returns
  // what came over the wire, which within TLS need not be anything that was said.
  bool has_room() const;
  os::Transfer read();
  // Reads and throws away what has come up to now.
  void discard_input();

  // To the client: it leaves with write().
  void say(std::string_view bytes);
  // What waits for the client to take it, in bytes, close to what the wire will carry.
  size_t unsent() const { return clear_out_.size() + out_.size(); }
  // Whether a write() can send some of it: what was said during a handshake waits for its end.
  bool can_write() const {
    return !out_.is_empty() || (!clear_out_.empty() && !is_shaking_hands());
  }
  os::Transfer write();
  // What waits is thrown away.
  void forget_unsent();
  // Nothing is said any more; TLS tells the client so.
  void finish_saying();

  // From here on all is encrypted, behind `last_words`. After an error nothing has changed.
  Status begin_tls(const config::TlsSettings& settings, std::string_view last_words);
  bool is_shaking_hands() const { return state() == tls::Channel::State::handshake; }
  // The client has ended TLS: it says nothing more.
  bool client_ended_tls() const { return state() == tls::Channel::State::closing; }
  // TLS broke, or the handshake failed: nothing more is said or heard. problem() has why.
  bool tls_failed() const { return state() == tls::Channel::State::failed; }
  std::string problem() const { return tls_->problem(); }
  tls::Channel::Facts tls_facts() const { return tls_->facts(); }

 private:
  // Without TLS `open`.
  tls::Channel::State state() const;
  os::Transfer read_clear();
  os::Transfer read_encrypted();
  void encrypt();
  void take_encrypted();

  log::Log& log_;
  FullLog* record_ = nullptr;
  Inbox in_;
  std::string clear_out_;  // within TLS: not encrypted yet, so that many replies make one record
  Outbox out_;
  std::unique_ptr<tls::Channel> tls_;
  std::unique_ptr<char[]> wire_;  // within TLS: where what comes encrypted is read to
};

}  // namespace spamweir::doors
