#include "graylist/client_name.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::graylist;
using config::GraylistKey;
using config::GraylistSettings;
using testing::expect_text;

Test(client_name, networks) {
  const struct {
    const char* client;
    int bits_v4, bits_v6;
    const char* want;
  } cases[] = {
      {"11.22.33.44", 24, 64, "11.22.33.0-24"},
      {"11.22.33.44", 32, 64, "11.22.33.44"},
      {"11.22.33.44", 31, 64, "11.22.33.44-31"},
      {"255.255.255.255", 25, 64, "255.255.255.128-25"},
      {"11.22.33.44", 8, 64, "11.0.0.0-8"},
      {"2001:db8:1:2:3:4:5:6", 24, 64, "2001:db8:1:2::-64"},
      {"2001:db8:1:2:3:4:5:6", 24, 128, "2001:db8:1:2:3:4:5:6"},
      {"2001:db8:ffff::", 24, 33, "2001:db8:8000::-33"},
      {"2001:db8::1", 24, 16, "2001::-16"},
      {"::ffff:11.22.33.44", 24, 64, "11.22.33.0-24"},
  };
  for (const auto& c : cases) {
    GraylistSettings settings;
    settings.network_bits_v4 = c.bits_v4;
    settings.network_bits_v6 = c.bits_v6;
    expect_text(network_name(*IpAddress::parse(c.client), settings), c.want, "%s", c.client);
  }
}

Test(client_name, by_key) {
  const IpAddress client = *IpAddress::parse("11.22.33.44");
  GraylistSettings settings;
  expect_text(client_name(client, settings), "");
  settings.key = GraylistKey::client_sender_recipient;
  expect_text(client_name(client, settings), "11.22.33.44");
  settings.key = GraylistKey::network_sender_recipient;
  expect_text(client_name(client, settings), "11.22.33.0-24");
}
