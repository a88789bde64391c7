// OpenSSL's objects, freed when their owners go.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

#include "tls/module.h"

namespace spamweir::tls::module {

template <auto kFree>
struct FreeWith {
  template <typename Object>
  void operator()(Object* object) const {
    kFree(object);
  }
};

inline void free_certificates(STACK_OF(X509) * certificates) {
  sk_X509_pop_free(certificates, X509_free);
}

using OwnedBio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using OwnedBioMethod = std::unique_ptr<BIO_METHOD, FreeWith<BIO_meth_free>>;
using OwnedCertificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using OwnedCertificates = std::unique_ptr<STACK_OF(X509), FreeWith<free_certificates>>;
using OwnedKey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using OwnedContext = std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>>;
using OwnedSsl = std::unique_ptr<SSL, FreeWith<SSL_free>>;

// Reads from `bytes`, which must outlive it. `bytes.size` must fit an int.
inline OwnedBio reader_of(Bytes bytes) {
  return OwnedBio(BIO_new_mem_buf(bytes.size == 0 ? "" : bytes.data, static_cast<int>(bytes.size)));
}

}  // namespace spamweir::tls::module
