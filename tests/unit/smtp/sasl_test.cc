#include "smtp/sasl.h"

#include <criterion/criterion.h>

#include <string>

#include "support/expect.h"

using spamweir::smtp::AuthObserver;
using spamweir::testing::expect_text;

Test(sasl, user_names) {
  struct {
    const char* label;
    const char* argument;
    const char* response;
    const char* second;
    const char* user;
  } constexpr kCases[] = {
      {"PLAIN at once", "PLAIN AHVzZXIAcGFzcw==", nullptr, nullptr, "user"},
      {"PLAIN prompted", "plain", "AHVzZXIAcGFzcw==", nullptr, "user"},
      {"LOGIN", "LOGIN", "dXNlcg==", "cGFzcw==", "user"},
      {"LOGIN at once", "LOGIN dXNlcg==", nullptr, "cGFzcw==", "user"},
      {"CRAM-MD5", "CRAM-MD5", "am9lIDEyMzQ=", nullptr, "joe"},
      {"unknown mechanism", "XYZ", "dXNlcg==", "cGFzcw==", ""},
      {"bad base64", "LOGIN", "!", "cGFzcw==", ""},
      {"cancelled", "LOGIN", "*", nullptr, ""},
      // A server that does not look at the initial response asks for everything anew.
      {"PLAIN twice", "PLAIN AHVzZXIAcGFzcw==", "AHVzZXIAcGFzcw==", nullptr, ""},
      {"LOGIN thrice", "LOGIN dXNlcg==", "am9l", "cGFzcw==", ""},
      {"CRAM-MD5 at once and again", "CRAM-MD5 am9lIDEyMzQ=", "am9lIDEyMzQ=", nullptr, ""},
  };
  for (const auto& c : kCases) {
    AuthObserver observer(c.argument);
    if (c.response) observer.client_line(c.response);
    if (c.second) observer.client_line(c.second);
    expect_text(observer.user().c_str(), c.user, "%s", c.label);
  }
}
