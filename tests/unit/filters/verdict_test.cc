#include "filters/verdict.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using spamweir::config::Rejection;
using spamweir::config::Settings;
using spamweir::filters::make_verdict;
using spamweir::testing::expect_text;

Test(verdict, text_and_policy_url) {
  Settings settings;
  expect_text(make_verdict(Rejection::blacklist_ip, "e", "", settings).text,
              "Refused. Your IP address is blacklisted.");
  settings.policy_url = "http://x.test/p";
  const auto verdict = make_verdict(Rejection::blacklist_ip, "11.22", "", settings);
  expect_text(verdict.text,
              "Refused. Your IP address is blacklisted. See: http://x.test/p#DENIED_BLACKLIST_IP");
  expect_text(verdict.reason, "11.22");
  expect_text(verdict.log_code(), "DENIED_BLACKLIST_IP");
  cr_expect_eq(verdict.code, 554);
  settings.policy_url = "http://x.test/p?c=";
  expect_text(
      make_verdict(Rejection::blacklist_ip, "", "", settings).text,
      "Refused. Your IP address is blacklisted. See: http://x.test/p?c=DENIED_BLACKLIST_IP");
  settings.rejection_texts[static_cast<size_t>(Rejection::blacklist_ip)] = "Go away.";
  expect_text(make_verdict(Rejection::blacklist_ip, "", "", settings).text,
              "Go away. See: http://x.test/p?c=DENIED_BLACKLIST_IP");
}

Test(verdict, some_have_no_policy_url) {
  Settings settings;
  settings.policy_url = "http://x.test/p";
  expect_text(make_verdict(Rejection::zero_recipients, "", "", settings).text,
              "Refused. You must specify at least one valid recipient.");
}

Test(verdict, rows_stand_in_the_order_of_the_enumeration) {
  for (size_t i = 0; i < spamweir::config::kRejectionCount; ++i) {
    cr_expect_eq(static_cast<size_t>(spamweir::config::kRejections[i].rejection), i);
  }
}

Test(verdict, what_a_list_says_leaves_room_for_the_policy_url) {
  Settings settings;
  settings.policy_url = "http://p.test/";
  const auto verdict = make_verdict(Rejection::rbl_match, "rbl.test",
                                    "rbl.test: " + std::string(600, 'x'), settings);
  cr_expect(verdict.text.size() <= 506);
  cr_expect(verdict.text.ends_with("xx See: http://p.test/#DENIED_RBL_MATCH"));
}
