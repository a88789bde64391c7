#include "os/random.h"

#include <criterion/criterion.h>

#include <set>
#include <vector>

using spamweir::os::RandomSource;

Test(random, nothing_is_given_twice) {
  RandomSource source;
  std::set<std::vector<uint8_t>> seen;
  for (int i = 0; i < 1000; ++i) {
    std::vector<uint8_t> bytes(16);
    cr_assert(source.fill(bytes));
    cr_expect(seen.insert(bytes).second, "the %dth 16 bytes came before", i);
  }
}

Test(random, any_amount) {
  RandomSource source;
  for (const size_t size :
       {size_t{0}, size_t{1}, size_t{255}, size_t{256}, size_t{257}, size_t{5000}}) {
    std::vector<uint8_t> bytes(size);
    cr_expect(source.fill(bytes));
    if (size < 255) continue;
    const std::set<uint8_t> values(bytes.begin(), bytes.end());
    cr_expect(values.size() > 100, "%zu bytes: only %zu values", size, values.size());
  }
}
