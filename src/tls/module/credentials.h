// Certificates and private keys from PEM text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tls/module/owned.h"

namespace spamweir::tls::module {

struct Failure {
  Part part = Part::library;
  size_t index = 0;
  std::string words;  // empty: none

  bool has_happened() const { return !words.empty(); }
};

struct Credential {
  OwnedCertificate certificate;
  OwnedCertificates chain;  // never null
  OwnedKey key;             // fits the certificate
};

// A private key, or null and why: `password` was wrong or was needed, or there is none in `pem`.
OwnedKey read_key(Bytes pem, Bytes password, Failure& failure);

// The certificate that `pem` begins with and those behind it, in their order; null certificate, and
// `failure` says why, where one can't be read.
Credential read_certificates(Bytes pem, Failure& failure);

// The certificate that `pem` begins with, its chain, and the first of `keys` that belongs to it;
// where none does, the key within `pem`.
Credential read_credential(Bytes pem, const std::vector<OwnedKey>& keys, Bytes password,
                           Failure& failure);

}  // namespace spamweir::tls::module
