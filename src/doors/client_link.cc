#include "doors/client_link.h"

#include <unistd.h>

#include <array>
#include <utility>

#include "os/socket.h"

namespace spamweir::doors {
namespace {

constexpr int kIn = STDIN_FILENO;
constexpr int kOut = STDOUT_FILENO;

// What a record of TLS holds at most (RFC 8446 5.1). The bytes that complete one bring out as much
// more than they are themselves.
constexpr size_t kRecord = 16384;
constexpr size_t kWireSize = Inbox::kSize - kRecord;

// Who sends more than these pieces while it must wait has no answer to come.
constexpr int kMostDiscards = 256;

}  // namespace

tls::Channel::State ClientLink::state() const {
  return tls_ ? tls_->state() : tls::Channel::State::open;
}

bool ClientLink::has_room() const { return tls_ ? in_.size() <= Inbox::kSize / 2 : !in_.is_full(); }

os::Transfer ClientLink::read() {
  const size_t unread = in_.size();
  const os::Transfer transfer = tls_ ? read_encrypted() : read_clear();
  if (record_ != nullptr) record_->from_client(in_.bytes().substr(unread));
  return transfer;
}

os::Transfer ClientLink::read_clear() {
  const os::Transfer transfer = os::read_some(kIn, in_.room());
  in_.filled(transfer.bytes);
  return transfer;
}

os::Transfer ClientLink::read_encrypted() {
  const os::Transfer transfer = os::read_some(kIn, {wire_.get(), kWireSize - in_.size()});
  if (transfer.bytes == 0) return transfer;
  const bool shook_hands = is_shaking_hands();
  tls_->feed_encrypted({wire_.get(), transfer.bytes});
  in_.append(tls_->plain());
  tls_->drop_plain();
  take_encrypted();
  // A handshake may end with words of the client's that have no answer (RFC 8446 2): a client that
  // waits for an acknowledgement before its next small segment (RFC 1122 4.2.3.4) would stand
  // still.
  if (shook_hands) os::stop_delays(kIn);
  return transfer;
}

void ClientLink::discard_input() {
  in_.clear();
  for (int i = 0; i < kMostDiscards; ++i) {
    std::array pending{os::Interest{.fd = kIn, .read = true}};
    os::wait(pending, os::Clock::now());
    if (!pending[0].readable) return;
    std::array<char, 4096> buffer;
    const size_t bytes = os::read_some(kIn, buffer).bytes;
    if (bytes == 0) return;
    if (record_ != nullptr) record_->from_client({buffer.data(), bytes});
  }
}

void ClientLink::say(std::string_view bytes) {
  if (record_ != nullptr) record_->to_client(bytes);
  if (tls_) {
    clear_out_.append(bytes);
  } else {
    out_.append(bytes);
  }
}

void ClientLink::encrypt() {
  if (!tls_ || is_shaking_hands()) return;
  if (!clear_out_.empty()) tls_->feed_plain(clear_out_);
  clear_out_.clear();
  take_encrypted();
}

void ClientLink::take_encrypted() {
  out_.append(tls_->encrypted());
  tls_->drop_encrypted();
}

os::Transfer ClientLink::write() {
  encrypt();
  const os::Transfer transfer = os::write_some_shared(kOut, out_.bytes());
  out_.sent(transfer.bytes);
  return transfer;
}

void ClientLink::forget_unsent() {
  clear_out_.clear();
  out_.clear();
}

void ClientLink::finish_saying() {
  if (!tls_) return;
  encrypt();
  tls_->close();
  take_encrypted();
}

Status ClientLink::begin_tls(const config::TlsSettings& settings, std::string_view last_words) {
  Result<std::unique_ptr<tls::Channel>> channel = tls::Channel::open(settings, log_);
  if (!channel.ok()) return Error{channel.error()};
  if (record_ != nullptr) record_->to_client(last_words);
  out_.append(last_words);
  tls_ = std::move(channel.value());
  wire_ = std::make_unique_for_overwrite<char[]>(kWireSize);
  return {};
}

}  // namespace spamweir::doors
