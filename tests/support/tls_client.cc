#include "support/tls_client.h"

#include <openssl/err.h>

#include <filesystem>
#include <stdexcept>

#include "base/text.h"

namespace spamweir::testing {
namespace {

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(what);
}

void resume(SSL* ssl, const std::string& serialised) {
  const auto* at = reinterpret_cast<const unsigned char*>(serialised.data());
  SSL_SESSION* session = d2i_SSL_SESSION(nullptr, &at, static_cast<long>(serialised.size()));
  require(session != nullptr && SSL_set_session(ssl, session) == 1, "no session to resume");
  SSL_SESSION_free(session);
}

std::string serialise(const SSL_SESSION* session) {
  unsigned char* bytes = nullptr;
  const int size = i2d_SSL_SESSION(session, &bytes);
  require(size > 0, "a session can't be written");
  std::string out(reinterpret_cast<char*>(bytes), static_cast<size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

SSL_CTX* make_context(const TlsClientOptions& options) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  require(context != nullptr, "no client context");
  // The versions that are refused by default are refused by the server, not by this client.
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, options.least);
  SSL_CTX_set_max_proto_version(context, options.most);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  if (!options.ciphers.empty()) {
    require(SSL_CTX_set_cipher_list(context, options.ciphers.c_str()) == 1, "no such cipher");
  }
  if (!options.certificate.empty()) {
    const char* file = options.certificate.c_str();
    require(SSL_CTX_use_certificate_file(context, file, SSL_FILETYPE_PEM) == 1 &&
                SSL_CTX_use_PrivateKey_file(context, file, SSL_FILETYPE_PEM) == 1,
            "no certificate for the client");
  }
  return context;
}

}  // namespace

std::string certificate_file(std::string_view name) {
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  return (program.parent_path() / "certificates" / name).string();
}

TlsClient::TlsClient(const TlsClientOptions& options)
    : context_(make_context(options)), ssl_(SSL_new(context_)) {
  SSL_CTX_sess_set_new_cb(context_, keep_session);
  SSL_set_app_data(ssl_, this);
  SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_connect_state(ssl_);
  if (!options.server_name.empty()) {
    SSL_set_tlsext_host_name(ssl_, options.server_name.c_str());
  }
  if (!options.session.empty()) resume(ssl_, options.session);
  advance();
}

TlsClient::~TlsClient() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
}

int TlsClient::keep_session(SSL* ssl, SSL_SESSION* session) {
  static_cast<TlsClient*>(SSL_get_app_data(ssl))->session_ = serialise(session);
  return 0;
}

// A ticket that comes with a resumed session of TLS 1.2 is told by no callback.
std::string TlsClient::session() const {
  if (SSL_version(ssl_) == TLS1_3_VERSION) return session_;
  const SSL_SESSION* current = SSL_get0_session(ssl_);
  return SSL_SESSION_has_ticket(current) == 1 ? serialise(current) : "";
}

std::string TlsClient::take_encrypted() {
  char* data = nullptr;
  BIO* out = SSL_get_wbio(ssl_);
  const long size = BIO_get_mem_data(out, &data);
  std::string bytes(data, size > 0 ? static_cast<size_t>(size) : 0);
  (void)BIO_reset(out);
  return bytes;
}

void TlsClient::feed_encrypted(std::string_view bytes) {
  size_t taken = 0;
  if (!bytes.empty()) BIO_write_ex(SSL_get_rbio(ssl_), bytes.data(), bytes.size(), &taken);
  advance();
}

void TlsClient::advance() {
  ERR_clear_error();
  if (!open_ && !failed_) {
    const int result = SSL_do_handshake(ssl_);
    open_ = result == 1;
    failed_ = !open_ && SSL_get_error(ssl_, result) != SSL_ERROR_WANT_READ;
  }
  char buffer[16384];
  size_t got = 0;
  int result = 1;
  while (open_ && (result = SSL_read_ex(ssl_, buffer, sizeof buffer, &got)) == 1) {
    plain_.append(buffer, got);
  }
  if (open_) failed_ |= SSL_get_error(ssl_, result) == SSL_ERROR_SSL;
  ERR_clear_error();
}

void TlsClient::write(std::string_view plain) {
  size_t taken = 0;
  require(SSL_write_ex(ssl_, plain.data(), plain.size(), &taken) == 1 && taken == plain.size(),
          "the client can't write");
}

void TlsClient::close() { SSL_shutdown(ssl_); }

bool TlsClient::renegotiate() {
  const bool asked = SSL_renegotiate(ssl_) == 1;
  SSL_do_handshake(ssl_);
  ERR_clear_error();
  return asked;
}

bool TlsClient::peer_closed() const { return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN); }

std::string TlsClient::server_certificate() const {
  X509* certificate = SSL_get0_peer_certificate(ssl_);
  if (certificate == nullptr) return {};
  char name[256] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  return name;
}

std::string take_plain(tls::Channel& channel) {
  std::string plain(channel.plain());
  channel.drop_plain();
  return plain;
}

std::string take_encrypted(tls::Channel& channel) {
  std::string encrypted(channel.encrypted());
  channel.drop_encrypted();
  return encrypted;
}

void converse(TlsClient& client, tls::Channel& channel) {
  for (;;) {
    const std::string to_server = client.take_encrypted();
    channel.feed_encrypted(to_server);
    const std::string to_client = take_encrypted(channel);
    client.feed_encrypted(to_client);
    if (to_server.empty() && to_client.empty()) return;
  }
}

}  // namespace spamweir::testing
