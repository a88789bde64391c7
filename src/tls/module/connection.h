// One TLS connection: OpenSSL between bytes that were given to it and a buffer in memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tls/module/context.h"

namespace spamweir::tls::module {

struct Connection {
 public:
  // Null, and `failure` says why, where the configuration can't be used.
  static std::unique_ptr<Connection> open(const Configuration& configuration, Failure& failure);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { drop_plain(); }

  State state() const { return state_; }
  void feed_encrypted(Bytes bytes);
  void feed_plain(Bytes bytes);
  void close();
  std::string_view plain() const {
    return plain_size_ > 0 ? std::string_view(plain_.get(), plain_size_) : std::string_view("");
  }
  void drop_plain();
  Bytes encrypted() const;
  void drop_encrypted();
  std::string_view fact(Fact which) const;
  bool resumed() const { return resumed_; }
  const std::string& problem() const { return problem_; }

 private:
  explicit Connection(const Configuration& configuration);
  Failure prepare(const Configuration& configuration);
  static int choose_certificate(SSL* ssl, void* connection);
  void use_certificate_for(std::string_view name);
  bool use(const Credential& credential);
  static int give_encrypted(BIO* bio, char* into, int size);
  void shake_hands();
  void note_facts();
  void make_room(size_t size);
  void read_plain();
  void write_plain();
  void fail(std::string_view while_doing);

  Host host_;
  Bytes password_;
  TicketKeys tickets_;
  OwnedContext context_;
  OwnedBioMethod from_peer_;  // of a BIO of ssl_
  OwnedSsl ssl_;
  BIO* to_peer_ = nullptr;      // belongs to ssl_
  std::string_view encrypted_;  // what feed_encrypted() was given and OpenSSL has not read yet
  State state_ = State::handshake;
  std::unique_ptr<char[]> plain_;  // of the peer, to be taken
  size_t plain_size_ = 0;
  size_t plain_capacity_ = 0;
  std::string waiting_;  // to be encrypted
  std::string version_, cipher_, server_name_, client_subject_, problem_;
  bool resumed_ = false;
};

}  // namespace spamweir::tls::module
