#include "auth/challenge.h"

#include <criterion/criterion.h>

#include <string>

#include "support/expect.h"

using spamweir::auth::make_challenge;
using spamweir::testing::expect_text;

Test(challenge, has_the_form_of_a_message_id) {
  expect_text(make_challenge(1896, 697170952, "postoffice.reston.mci.net"),
              "<1896.697170952@postoffice.reston.mci.net>", "RFC 2195 2");
  expect_text(make_challenge(UINT64_MAX, 0, "h"), "<18446744073709551615.0@h>");
  expect_text(make_challenge(1, 2, ""), "<1.2@localhost>");
  expect_text(make_challenge(1, 2, "a b>\r\n\xe4.test"), "<1.2@a_b____.test>");
  cr_expect_eq(make_challenge(1, 2, std::string(1000, 'h')).size(), 255u + 6);
}
