// The client's side of a TLS connection in memory, by OpenSSL, and the certificates of the tests.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "tls/channel.h"

namespace spamweir::testing {

// A file that tests/support/make_certificates made, beside the running program.
std::string certificate_file(std::string_view name);

struct TlsClientOptions {
  int least = 0;  // TLS1_2_VERSION and its like; 0: what OpenSSL has
  int most = 0;
  std::string server_name = {};
  std::string certificate = {};  // a file with certificate and key
  std::string ciphers = {};
  std::string session = {};  // of session(), to be resumed
};

class TlsClient {
 public:
  explicit TlsClient(const TlsClientOptions& options = {});
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  std::string take_encrypted();
  // Goes on with the handshake, then collects plain text.
  void feed_encrypted(std::string_view bytes);
  void write(std::string_view plain);
  void close();
  bool renegotiate();

  bool is_open() const { return open_; }
  bool has_failed() const { return failed_; }
  bool peer_closed() const;
  bool resumed() const { return SSL_session_reused(ssl_) == 1; }
  const std::string& plain() const { return plain_; }
  // The common name of the server's certificate.
  std::string server_certificate() const;
  // The newest session that the server gave a ticket for, serialised; empty: none.
  std::string session() const;
  SSL* ssl() { return ssl_; }

 private:
  void advance();
  static int keep_session(SSL* ssl, SSL_SESSION* session);

  SSL_CTX* context_;
  SSL* ssl_;
  bool open_ = false;
  bool failed_ = false;
  std::string plain_;
  std::string session_;
};

// What waits there, which is dropped.
std::string take_plain(tls::Channel& channel);
std::string take_encrypted(tls::Channel& channel);

// Carries bytes both ways until neither side has any more.
void converse(TlsClient& client, tls::Channel& channel);

}  // namespace spamweir::testing
