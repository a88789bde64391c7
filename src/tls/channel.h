// A TLS server's side of one connection over bytes that others move: no descriptor, no blocking, no
// clock. OpenSSL is loaded by open() and not before: a process that never meets TLS never maps it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/settings.h"
#include "log/log.h"

namespace spamweir::tls {

class Channel {
 public:
  // Loads the module and the certificates. The error names option, file, OpenSSL's words and the
  // remedy. What TLS can do without (the ticket keys) is logged when it is bad, and left out; so is
  // a certificate of tls-certificate-dir, which is read when a client asks for its name. Keys that
  // everybody can read are warned about. `log` must outlive the channel, `settings` need not.
  // Copies made here of a password or a key are wiped.
  static Result<std::unique_ptr<Channel>> open(const config::TlsSettings& settings, log::Log& log);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  enum class State {
    handshake,
    open,
    closing,  // the peer's close_notify has come: nothing more will. What is fed is still sent
    closed,   // close() was called: what encrypted() gives is the last
    failed,   // problem() says why; encrypted() gives the alert that tells the peer
  };
  // A connection that the peer ends without close_notify stays as it is: who moves the bytes knows.
  State state() const;

  // Bytes of the peer, encrypted: all are taken. Then read what came of it with plain() and
  // encrypted(). Once closed or failed, they are thrown away.
  void feed_encrypted(std::string_view bytes);
  // To be sent; queued during the handshake, thrown away once closed or failed.
  void feed_plain(std::string_view bytes);

  // What waits to be taken, valid until the next call: plain text only behind a complete
  // handshake. May be long: as much as was fed, and a bit more for what is encrypted. What is
  // dropped is overwritten.
  std::string_view plain() const;
  void drop_plain();
  std::string_view encrypted() const;
  void drop_encrypted();

  // Queues close_notify behind what was fed; never waits for the peer's. During the handshake it
  // says nothing.
  void close();

  struct Facts {
    std::string version;      // "TLSv1.3"
    std::string cipher;       // "TLS_AES_256_GCM_SHA384"
    std::string server_name;  // that the client asked for, as it wrote it; empty: none
    // RFC 2253, "CN=joe,O=Example". The client has the key, but who signed its certificate is not
    // looked at.
    std::string client_subject;
    bool resumed = false;
  };
  // Empty until the handshake is done.
  Facts facts() const;

  // State failed: why, in words fit for a log line.
  std::string problem() const;

 private:
  struct Inside;
  explicit Channel(std::unique_ptr<Inside> inside);

  std::unique_ptr<Inside> inside_;
};

}  // namespace spamweir::tls
