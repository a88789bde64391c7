#include "tls/examination.h"

#include <criterion/criterion.h>

#include "opening.h"
#include "support/expect.h"
#include "support/scratch.h"
#include "tls/secret.h"

using namespace spamweir;
using namespace spamweir::testing;
using tls::examine_certificate;

Test(examination, a_certificate_signed_by_itself) {
  const auto facts = examine_certificate(certificate_file("rsa.pem"));
  cr_assert(facts.ok());
  expect_text(facts.value().subject, "CN=rsa.example.com");
  expect_text(facts.value().issuer, "CN=rsa.example.com");
  cr_expect(facts.value().chain == tls::module::Chain::self_signed);
  // openssl req -days 3650.
  cr_expect(facts.value().ends_secs - facts.value().begins_secs == int64_t{3650} * 86400);
}

Test(examination, strangers_behind_a_certificate) {
  const ScratchDirectory scratch;
  std::string both;
  for (const char* name : {"rsa.crt", "ec.crt"}) {
    const auto file = tls::read_secret(certificate_file(name), 1 << 20);
    cr_assert(file.ok());
    both += file.value().contents.view();
  }
  const auto facts = examine_certificate(scratch.file("both.pem", both));
  cr_assert(facts.ok());
  cr_expect(facts.value().chain == tls::module::Chain::in_wrong_order);
  expect_text(facts.value().issuer, "CN=ec.example.com");
}

Test(examination, what_is_none) {
  const ScratchDirectory scratch;
  const auto none = examine_certificate(scratch.file("x", "hello\n"));
  cr_assert(!none.ok());
  expect_text(none.error(), "it must be a certificate in PEM form");
  expect_text(examine_certificate(scratch.path("gone")).error(), "No such file or directory");
}
