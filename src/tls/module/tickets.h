// Session tickets (RFC 5077, RFC 8446 4.6.1) that any process with the same keys can read.
#pragma once

#include <openssl/ssl.h>

#include <vector>

#include "tls/module.h"

namespace spamweir::tls::module {

class TicketKeys {
 public:
  // Copies the keys. A rest that is no whole key is left out.
  explicit TicketKeys(Bytes keys);
  ~TicketKeys();
  TicketKeys(const TicketKeys&) = delete;
  TicketKeys& operator=(const TicketKeys&) = delete;

  bool empty() const { return bytes_.empty(); }
  // Makes `context` use these keys, which must outlive it.
  void install(SSL_CTX* context);

 private:
  static int choose(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                    EVP_MAC_CTX* mac, int encrypting);
  const unsigned char* find(const unsigned char* name) const;

  std::vector<unsigned char> bytes_;
};

}  // namespace spamweir::tls::module
