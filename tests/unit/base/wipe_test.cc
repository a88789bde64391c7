#include "base/wipe.h"

#include <criterion/criterion.h>

#include <algorithm>
#include <array>
#include <string>

using spamweir::wipe;

// Short texts stand in the object itself, long ones elsewhere. The memory is still the text's, so
// it may be looked at.
Test(wipe, overwrites_all_that_a_text_had) {
  for (const size_t size : {size_t{1}, size_t{15}, size_t{16}, size_t{5000}}) {
    std::string text(size, 's');
    text.resize(size / 2);
    const char* const place = text.data();
    wipe(text);
    cr_expect(text.empty() && text.data() == place, "%zu", size);
    text.resize(size, 'x');
    wipe(text);
    cr_expect(std::all_of(place, place + size, [](char c) { return c == '\0'; }), "%zu", size);
  }
}

Test(wipe, overwrites_bytes) {
  std::array<char, 64> bytes;
  bytes.fill('s');
  wipe(bytes);
  cr_expect(std::count(bytes.begin(), bytes.end(), '\0') == 64);
}

Test(wipe, nothing_is_harmless) {
  std::string text;
  wipe(text);
  cr_expect(text.empty());
  wipe(std::span<char>());
}
