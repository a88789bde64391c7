#include "tls/module/examination.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>

#include "tls/module/credentials.h"

namespace spamweir::tls::module {
namespace {

using OwnedStore = std::unique_ptr<X509_STORE, FreeWith<X509_STORE_free>>;
using OwnedStoreContext = std::unique_ptr<X509_STORE_CTX, FreeWith<X509_STORE_CTX_free>>;

constexpr int64_t kDaySecs = 86400;

// Days since 1970 of a day (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
int64_t days_of(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

int64_t secs_of(const ASN1_TIME* time) {
  tm parts = {};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  return days_of(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday) * kDaySecs +
         parts.tm_hour * 3600 + parts.tm_min * 60 + parts.tm_sec;
}

void write_name(const X509_NAME* name, char (&into)[240]) {
  const OwnedBio writer(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(writer.get(), name, 0, XN_FLAG_RFC2253);
  const int size = BIO_read(writer.get(), into, static_cast<int>(std::size(into)) - 1);
  into[std::max(size, 0)] = '\0';
}

bool issued(X509* issuer, X509* subject) { return X509_check_issued(issuer, subject) == X509_V_OK; }

// Whether one of the roots that this system trusts signed it.
bool is_issuer_trusted(X509* certificate) {
  const OwnedStore store(X509_STORE_new());
  const OwnedStoreContext context(X509_STORE_CTX_new());
  if (!store || !context || X509_STORE_set_default_paths(store.get()) != 1 ||
      X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr) != 1) {
    return false;
  }
  X509* issuer = nullptr;
  if (X509_STORE_CTX_get1_issuer(&issuer, context.get(), certificate) != 1) return false;
  const OwnedCertificate owned(issuer);
  return issuer != nullptr;
}

Chain chain_of(X509* certificate, STACK_OF(X509) * chain) {
  if (sk_X509_num(chain) == 0 && issued(certificate, certificate)) return Chain::self_signed;
  X509* last = certificate;
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    X509* const next = sk_X509_value(chain, i);
    if (!issued(next, last)) return Chain::in_wrong_order;
    last = next;
  }
  const bool ends_in_root = last != certificate && issued(last, last);
  return ends_in_root || is_issuer_trusted(last) ? Chain::complete : Chain::ends_unknown;
}

}  // namespace

bool examine(Bytes pem, CertificateFacts& facts) {
  Failure failure;
  const Credential read = read_certificates(pem, failure);
  if (failure.has_happened()) return false;
  X509* last = read.certificate.get();
  facts.begins_secs = secs_of(X509_get0_notBefore(last));
  facts.ends_secs = secs_of(X509_get0_notAfter(last));
  write_name(X509_get_subject_name(last), facts.subject);
  for (int i = 0; i < sk_X509_num(read.chain.get()); ++i) {
    last = sk_X509_value(read.chain.get(), i);
    facts.begins_secs = std::max(facts.begins_secs, secs_of(X509_get0_notBefore(last)));
    facts.ends_secs = std::min(facts.ends_secs, secs_of(X509_get0_notAfter(last)));
  }
  write_name(X509_get_issuer_name(last), facts.issuer);
  facts.chain = chain_of(read.certificate.get(), read.chain.get());
  ERR_clear_error();
  return true;
}

}  // namespace spamweir::tls::module
