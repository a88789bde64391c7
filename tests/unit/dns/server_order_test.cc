#include "dns/server_order.h"

#include <criterion/criterion.h>

#include <string>

#include "base/text.h"
#include "support/expect.h"

using namespace spamweir::dns;
using spamweir::testing::expect_text;

namespace {

// P and O are primary and other servers, p and o doubtful ones.
std::vector<Server> servers_of(std::string_view letters) {
  std::vector<Server> servers;
  for (const char c : letters) {
    servers.push_back({{}, spamweir::to_lower(c) == 'p', c == 'p' || c == 'o', {}});
  }
  return servers;
}

}  // namespace

Test(server_order, tries) {
  const struct {
    const char* servers;
    int retries_primary;
    const char* want;  // indexes
  } cases[] = {
      {"O", 1, "000000"},    {"OOO", 1, "012012"},        {"P", 1, "000000"},
      {"PO", 1, "010101"},   {"PO", 2, "001010"},         {"PO", 0, "101010"},
      {"PPOO", 1, "023102"}, {"PPOO", 2, "012301"},       {"PPO", 3, "010210"},
      {"pO", 1, "101010"},   {"pPOO", 1, "123102"},       {"oOO", 1, "120120"},
      {"po", 1, "010101"},   {"P", 2147483647, "000000"},
  };
  for (const auto& c : cases) {
    const ServerOrder order(servers_of(c.servers), c.retries_primary);
    std::string got;
    for (size_t n = 0; n < 6; ++n) got += static_cast<char>('0' + order.at(n));
    expect_text(got, c.want, "%s, %d", c.servers, c.retries_primary);
  }
}

Test(server_order, groups) {
  const ServerOrder order(servers_of("PPOp"), 2);
  cr_expect(order.group(0).size() == 2);
  cr_expect(order.group(1).size() == 2);
  cr_expect(order.group(2).size() == 4);
  cr_expect(order.round() == 6);
}
