#include "smtp/sasl.h"

#include <criterion/criterion.h>

#include <string>

#include "support/expect.h"

using spamweir::smtp::AuthObserver;
using spamweir::smtp::decode_base64;
using spamweir::testing::expect_text;

Test(sasl, base64) {
  struct {
    const char* text;
    const char* want;  // null: refused
  } constexpr kCases[] = {{"", ""},          {"Zg==", "f"},         {"Zm8=", "fo"},
                          {"Zm9v", "foo"},   {"Zm9vYmE=", "fooba"}, {"Zg=", nullptr},
                          {"Z", nullptr},    {"Zm 9", nullptr},     {"Zm9v\n", nullptr},
                          {"====", nullptr}, {"Z===", nullptr},     {"+/+/", "\xfb\xff\xbf"}};
  for (const auto& c : kCases) {
    const auto got = decode_base64(c.text);
    cr_expect_eq(got.has_value(), c.want != nullptr, "%s", c.text);
    if (got && c.want) expect_text(got->c_str(), c.want, "%s", c.text);
  }
}

Test(sasl, user_names) {
  struct {
    const char* label;
    const char* argument;
    const char* response;
    const char* user;
  } constexpr kCases[] = {
      {"PLAIN at once", "PLAIN AHVzZXIAcGFzcw==", nullptr, "user"},
      {"PLAIN prompted", "plain", "AHVzZXIAcGFzcw==", "user"},
      {"LOGIN", "LOGIN", "dXNlcg==", "user"},
      {"LOGIN at once", "LOGIN dXNlcg==", nullptr, "user"},
      {"CRAM-MD5", "CRAM-MD5", "am9lIDEyMzQ=", "joe"},
      {"unknown mechanism", "XYZ", "dXNlcg==", ""},
      {"bad base64", "LOGIN", "!", ""},
      {"cancelled", "LOGIN", "*", ""},
  };
  for (const auto& c : kCases) {
    AuthObserver observer(c.argument);
    if (c.response) observer.client_line(c.response);
    observer.client_line("cGFzcw==");
    expect_text(observer.user().c_str(), c.user, "%s", c.label);
  }
}
