#include "tls/module/credentials.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <climits>

#include "tls/module/words.h"

namespace spamweir::tls::module {
namespace {

constexpr std::string_view kForeignKey = "the private key belongs to another certificate";

struct AskedPassword {
  Bytes password;
  bool asked = false;
};

int give_password(char* buffer, int size, int /*writing*/, void* context) {
  auto& asked = *static_cast<AskedPassword*>(context);
  asked.asked = true;
  if (asked.password.size == 0 || asked.password.size > static_cast<size_t>(size)) return -1;
  std::copy_n(asked.password.data, asked.password.size, buffer);
  return static_cast<int>(asked.password.size);
}

// An encrypted certificate is no thing that exists; without this OpenSSL would ask the terminal.
int give_nothing(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*context*/) { return -1; }

// Whether the text ended where the next piece should have begun.
bool is_end_of_pem() {
  const unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

bool read_chain(BIO* reader, STACK_OF(X509) * chain) {
  for (;;) {
    OwnedCertificate next(PEM_read_bio_X509(reader, nullptr, give_nothing, nullptr));
    if (!next) break;
    if (sk_X509_push(chain, next.get()) <= 0) return false;
    static_cast<void>(next.release());
  }
  if (!is_end_of_pem()) return false;
  ERR_clear_error();
  return true;
}

Failure certificate_failure(std::string_view otherwise) {
  const bool empty = is_end_of_pem();
  std::string reason = take_reason(otherwise);
  return {Part::certificate, 0, empty ? "there is no certificate in it" : std::move(reason)};
}

// Null where none of them belongs to the certificate.
OwnedKey fitting_key(const std::vector<OwnedKey>& keys, X509* certificate) {
  const auto fits = [&](const OwnedKey& key) {
    return X509_check_private_key(certificate, key.get()) == 1;
  };
  const auto found = std::find_if(keys.begin(), keys.end(), fits);
  ERR_clear_error();
  if (found == keys.end()) return nullptr;
  EVP_PKEY_up_ref(found->get());
  return OwnedKey(found->get());
}

OwnedKey own_key(Bytes pem, Bytes password, X509* certificate, Failure& failure) {
  OwnedKey key = read_key(pem, password, failure);
  if (!key || X509_check_private_key(certificate, key.get()) == 1) return key;
  ERR_clear_error();
  failure = {Part::key, 0, std::string(kForeignKey)};
  return nullptr;
}

}  // namespace

OwnedKey read_key(Bytes pem, Bytes password, Failure& failure) {
  if (pem.size > INT_MAX) return nullptr;
  const OwnedBio reader = reader_of(pem);
  AskedPassword asked{password};
  OwnedKey key(PEM_read_bio_PrivateKey(reader.get(), nullptr, give_password, &asked));
  if (key) {
    ERR_clear_error();
    return key;
  }
  if (asked.asked) {
    failure = {Part::key_password, 0,
               password.size == 0 ? "the private key is encrypted and no password is given"
                                  : "the password does not open the private key"};
  } else {
    failure = {Part::key, 0, "there is no private key that can be read"};
  }
  ERR_clear_error();
  return nullptr;
}

Credential read_certificates(Bytes pem, Failure& failure) {
  Credential out{nullptr, OwnedCertificates(sk_X509_new_null()), nullptr};
  const OwnedBio reader = reader_of(pem);
  out.certificate.reset(PEM_read_bio_X509_AUX(reader.get(), nullptr, give_nothing, nullptr));
  if (!out.certificate) {
    failure = certificate_failure("the certificate can't be read");
    return out;
  }
  if (!read_chain(reader.get(), out.chain.get())) {
    failure = certificate_failure("a certificate of the chain can't be read");
  }
  return out;
}

Credential read_credential(Bytes pem, const std::vector<OwnedKey>& keys, Bytes password,
                           Failure& failure) {
  Credential out = read_certificates(pem, failure);
  if (failure.has_happened()) return out;
  out.key = fitting_key(keys, out.certificate.get());
  if (out.key) return out;
  out.key = own_key(pem, password, out.certificate.get(), failure);
  if (!out.key && failure.part == Part::key && !keys.empty()) failure.words = kForeignKey;
  return out;
}

}  // namespace spamweir::tls::module
