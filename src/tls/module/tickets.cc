#include "tls/module/tickets.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>

namespace spamweir::tls::module {
namespace {

constexpr size_t kNameSize = 16;
constexpr size_t kMacKeySize = 32;
constexpr size_t kCipherKeySize = 32;
constexpr size_t kIvSize = 16;
static_assert(kNameSize + kMacKeySize + kCipherKeySize == kTicketKeySize);

// What SSL_CTX_set_tlsext_ticket_key_evp_cb(3) wants to hear.
constexpr int kFailed = -1;
constexpr int kNoSuchKey = 0;
constexpr int kUsed = 1;
constexpr int kRenew = 2;

bool set_mac(EVP_MAC_CTX* mac, const unsigned char* key) {
  char digest[] = "SHA256";
  std::vector<unsigned char> copy(key + kNameSize, key + kNameSize + kMacKeySize);
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, copy.data(), copy.size()),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  const bool done = EVP_MAC_CTX_set_params(mac, parameters) == 1;
  OPENSSL_cleanse(copy.data(), copy.size());
  return done;
}

bool set_cipher(EVP_CIPHER_CTX* cipher, const unsigned char* key, const unsigned char* iv,
                int encrypting) {
  const unsigned char* const cipher_key = key + kNameSize + kMacKeySize;
  return EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nullptr, cipher_key, iv, encrypting) == 1;
}

}  // namespace

TicketKeys::TicketKeys(Bytes keys)
    : bytes_(keys.data, keys.data + keys.size / kTicketKeySize * kTicketKeySize) {}

TicketKeys::~TicketKeys() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

void TicketKeys::install(SSL_CTX* context) {
  SSL_CTX_set_app_data(context, this);
  SSL_CTX_set_tlsext_ticket_key_evp_cb(context, choose);
}

const unsigned char* TicketKeys::find(const unsigned char* name) const {
  for (size_t at = 0; at < bytes_.size(); at += kTicketKeySize) {
    if (std::equal(name, name + kNameSize, bytes_.data() + at)) return bytes_.data() + at;
  }
  return nullptr;
}

// OpenSSL says which parameters it has. NOLINTNEXTLINE(readability-function-size)
int TicketKeys::choose(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                       EVP_MAC_CTX* mac, int encrypting) {
  const auto& keys = *static_cast<TicketKeys*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  const unsigned char* const first = keys.bytes_.data();
  const unsigned char* const key = encrypting ? first : keys.find(name);
  if (key == nullptr) return kNoSuchKey;
  if (encrypting) {
    if (RAND_bytes(iv, kIvSize) != 1) return kFailed;
    std::copy_n(key, kNameSize, name);
  }
  if (!set_mac(mac, key) || !set_cipher(cipher, key, iv, encrypting)) return kFailed;
  return encrypting || key == first ? kUsed : kRenew;
}

}  // namespace spamweir::tls::module
