#include "base/hex.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using namespace spamweir;

Test(hex, digits) {
  const std::string_view digits = "0123456789abcdef", capitals = "ABCDEF";
  for (int c = 0; c < 256; ++c) {
    const char letter = static_cast<char>(c);
    const size_t small = digits.find(letter), capital = capitals.find(letter);
    const int want = small != digits.npos       ? static_cast<int>(small)
                     : capital != capitals.npos ? static_cast<int>(capital) + 10
                                                : -1;
    cr_expect_eq(hex_value(letter), want, "byte %d", c);
  }
}

Test(hex, numbers) {
  const struct {
    std::string_view text;
    std::optional<uint64_t> want;
  } cases[] = {
      {"", std::nullopt},
      {"0", 0},
      {"00fF", 255},
      {"ffffffffffffffff", UINT64_MAX},
      {"0ffffffffffffffff", std::nullopt},
      {"g", std::nullopt},
      {"-1", std::nullopt},
      {"0x1", std::nullopt},
      {" 1", std::nullopt},
  };
  for (const auto& c : cases) cr_expect(parse_hex(c.text) == c.want, "%s", c.text.data());
}

Test(hex, bytes) {
  std::string out = "x";
  for (const unsigned char byte : {0x00, 0x0A, 0x9B, 0xFF}) append_hex(out, byte);
  spamweir::testing::expect_text(out, "x000a9bff");
}
