#include "smtp/base64.h"

#include <criterion/criterion.h>

#include <string>
#include <string_view>

#include "support/expect.h"
#include "support/scratch.h"

using spamweir::smtp::decode_base64;
using spamweir::smtp::encode_base64;
using spamweir::testing::expect_text;
using spamweir::testing::Random;

// RFC 4648 10.
Test(base64, test_vectors) {
  struct {
    const char* bytes;
    const char* text;
  } constexpr kCases[] = {{"", ""},
                          {"f", "Zg=="},
                          {"fo", "Zm8="},
                          {"foo", "Zm9v"},
                          {"foob", "Zm9vYg=="},
                          {"fooba", "Zm9vYmE="},
                          {"foobar", "Zm9vYmFy"},
                          {"\xfb\xff\xbf", "+/+/"}};
  for (const auto& c : kCases) {
    expect_text(encode_base64(c.bytes), c.text, "%s", c.bytes);
    const auto got = decode_base64(c.text);
    cr_assert(got.has_value(), "%s", c.text);
    expect_text(*got, c.bytes, "%s", c.text);
  }
}

Test(base64, what_is_no_base64) {
  for (const char* text : {"Zg=", "Z", "Zm9", "Zm 9", "Zm9v\n", "====", "Z===", "=", "==",
                           "Zg==Zg==", "Zm9=v", "Zm-_", "Zm9\xe4", "*", " Zm9v", "Zm9v===="}) {
    cr_expect(!decode_base64(text), "%s", text);
  }
  cr_expect(!decode_base64(std::string_view("Zm\0v", 4)));
}

Test(base64, there_and_back) {
  Random random(4648);
  for (size_t size = 0; size < 300; ++size) {
    const std::string bytes = random.bytes(size);
    cr_expect(decode_base64(encode_base64(bytes)) == bytes, "%zu bytes", size);
  }
}
