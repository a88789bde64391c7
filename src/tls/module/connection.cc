#include "tls/module/connection.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <algorithm>
#include <span>

#include "base/text.h"
#include "base/wipe.h"
#include "tls/module/words.h"

namespace spamweir::tls::module {
namespace {

constexpr size_t kRecordSize = 16384;  // RFC 8446 5.1

std::string text_of(const char* text) { return text != nullptr ? text : ""; }

// RFC 2253, control characters escaped.
std::string subject_of(X509* certificate) {
  const OwnedBio out(BIO_new(BIO_s_mem()));
  if (!out) return {};
  X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return size > 0 ? std::string(data, static_cast<size_t>(size)) : std::string();
}

// Nothing of what OpenSSL may ask of the source of its bytes means anything here.
long know_nothing(BIO* /*bio*/, int /*command*/, long /*number*/, void* /*pointer*/) { return 0; }

}  // namespace

Connection::Connection(const Configuration& configuration)
    : host_(configuration.host),
      password_(configuration.password),
      tickets_(configuration.ticket_keys) {}

std::unique_ptr<Connection> Connection::open(const Configuration& configuration, Failure& failure) {
  // Without OpenSSL's own work at exit(), which a process that ends needs no more.
  OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, nullptr);
  std::unique_ptr<Connection> connection(new Connection(configuration));
  failure = connection->prepare(configuration);
  if (failure.has_happened()) return nullptr;
  return connection;
}

Failure Connection::prepare(const Configuration& configuration) {
  Failure failure;
  context_ = make_context(configuration, tickets_, failure);
  if (!context_) return failure;
  ssl_.reset(SSL_new(context_.get()));
  from_peer_.reset(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "peer"));
  if (!ssl_ || !from_peer_) return {Part::library, 0, take_reason("no memory")};
  BIO_meth_set_read(from_peer_.get(), give_encrypted);
  BIO_meth_set_ctrl(from_peer_.get(), know_nothing);
  OwnedBio in(BIO_new(from_peer_.get())), out(BIO_new(BIO_s_mem()));
  if (!in || !out) return {Part::library, 0, take_reason("no memory")};
  BIO_set_data(in.get(), this);
  BIO_set_init(in.get(), 1);
  to_peer_ = out.get();
  SSL_set_bio(ssl_.get(), in.release(), out.release());
  SSL_set_accept_state(ssl_.get());
  SSL_set_cert_cb(ssl_.get(), choose_certificate, this);
  return {};
}

int Connection::choose_certificate(SSL* ssl, void* connection) {
  const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (name != nullptr) static_cast<Connection*>(connection)->use_certificate_for(name);
  ERR_clear_error();
  return 1;
}

void Connection::use_certificate_for(std::string_view name) {
  const Bytes pem = host_.certificate_of(host_.self, {name.data(), name.size()});
  if (pem.data == nullptr) return;
  Failure failure;
  const Credential credential = read_credential(pem, {}, password_, failure);
  if (failure.has_happened()) {
    host_.refuse_certificate(host_.self, {failure.words.data(), failure.words.size()});
    return;
  }
  if (!use(credential)) {
    const std::string words = take_reason("OpenSSL does not take it");
    host_.refuse_certificate(host_.self, {words.data(), words.size()});
    return;
  }
  // What OpenSSL took once it takes again. A certificate of another kind that stayed beside it
  // would be shown for the wrong name.
  SSL_certs_clear(ssl_.get());
  use(credential);
}

bool Connection::use(const Credential& credential) {
  return SSL_use_cert_and_key(ssl_.get(), credential.certificate.get(), credential.key.get(),
                              credential.chain.get(), 1) == 1;
}

// OpenSSL reads until there is no more, and keeps the beginning of a record itself: so nothing of
// what was given must be kept here.
int Connection::give_encrypted(BIO* bio, char* into, int size) {
  auto& encrypted = static_cast<Connection*>(BIO_get_data(bio))->encrypted_;
  BIO_clear_retry_flags(bio);
  const size_t given = encrypted.copy(into, static_cast<size_t>(std::max(size, 0)));
  encrypted.remove_prefix(given);
  if (given > 0) return static_cast<int>(given);
  BIO_set_retry_read(bio);
  return -1;
}

void Connection::feed_encrypted(Bytes bytes) {
  if (state_ == State::closed || state_ == State::failed) return;
  ERR_clear_error();
  encrypted_ = {bytes.data, bytes.size};
  if (state_ == State::handshake) shake_hands();
  if (state_ == State::open || state_ == State::closing) write_plain();
  if (state_ == State::open) {
    make_room(bytes.size + 2 * kRecordSize);
    read_plain();
  }
  encrypted_ = {};
}

// Leaves no copy of what may be a password, and clears no memory that is written to anyway.
void Connection::make_room(size_t size) {
  if (plain_capacity_ - plain_size_ >= size) return;
  const size_t capacity = plain_size_ + size;
  auto larger = std::make_unique_for_overwrite<char[]>(capacity);
  std::copy_n(plain_.get(), plain_size_, larger.get());
  wipe(std::span(plain_.get(), plain_size_));
  plain_ = std::move(larger);
  plain_capacity_ = capacity;
}

void Connection::shake_hands() {
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1) {
    note_facts();
    state_ = State::open;
  } else if (SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ) {
    fail("the TLS handshake failed");
  }
}

void Connection::note_facts() {
  version_ = SSL_get_version(ssl_.get());
  cipher_ = text_of(SSL_get_cipher_name(ssl_.get()));
  server_name_ = text_of(SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name));
  resumed_ = SSL_session_reused(ssl_.get()) == 1;
  if (X509* certificate = SSL_get0_peer_certificate(ssl_.get())) {
    client_subject_ = subject_of(certificate);
  }
}

void Connection::read_plain() {
  for (;;) {
    size_t got = 0;
    const int result =
        SSL_read_ex(ssl_.get(), plain_.get() + plain_size_, plain_capacity_ - plain_size_, &got);
    plain_size_ += got;
    if (result == 1) continue;
    const int error = SSL_get_error(ssl_.get(), result);
    if (error == SSL_ERROR_ZERO_RETURN) {
      state_ = State::closing;
    } else if (error != SSL_ERROR_WANT_READ) {
      fail("the TLS connection broke");
    }
    return;
  }
}

void Connection::drop_plain() {
  wipe(std::span(plain_.get(), plain_size_));
  plain_size_ = 0;
}

void Connection::feed_plain(Bytes bytes) {
  if (state_ == State::closed || state_ == State::failed) return;
  waiting_.append(bytes.data, bytes.size);
  ERR_clear_error();
  if (state_ != State::handshake) write_plain();
}

void Connection::write_plain() {
  size_t sent = 0;
  while (sent < waiting_.size()) {
    size_t taken = 0;
    const int result =
        SSL_write_ex(ssl_.get(), waiting_.data() + sent, waiting_.size() - sent, &taken);
    if (result != 1) {
      // The rest waits for what the peer says next.
      if (SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ) break;
      return fail("the TLS connection broke");
    }
    sent += taken;
  }
  waiting_.erase(0, sent);
}

void Connection::close() {
  if (state_ == State::closed || state_ == State::failed) return;
  ERR_clear_error();
  if (state_ != State::handshake) SSL_shutdown(ssl_.get());
  ERR_clear_error();
  state_ = State::closed;
}

void Connection::fail(std::string_view while_doing) {
  problem_ = concat(while_doing, ": ", take_reason("no reason is known"));
  state_ = State::failed;
}

Bytes Connection::encrypted() const {
  char* data = nullptr;
  const long size = BIO_get_mem_data(to_peer_, &data);
  return {data, size > 0 ? static_cast<size_t>(size) : 0};
}

void Connection::drop_encrypted() {
  // A reset overwrites the whole buffer, so it is left out where there is nothing to drop.
  if (encrypted().size > 0) (void)BIO_reset(to_peer_);
}

std::string_view Connection::fact(Fact which) const {
  switch (which) {
    case Fact::version:
      return version_;
    case Fact::cipher:
      return cipher_;
    case Fact::server_name:
      return server_name_;
    case Fact::client_subject:
      return client_subject_;
  }
  return {};
}

}  // namespace spamweir::tls::module
