#include "dns/resolv_conf.h"

#include <criterion/criterion.h>
#include <net/if.h>

#include "base/text.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::dns;
using namespace std::chrono_literals;
using spamweir::testing::expect_text;

Test(resolv_conf, servers) {
  const struct {
    const char* text;
    const char* want;  // empty: it is none
  } cases[] = {
      {"192.0.2.1", "192.0.2.1"},
      {"192.0.2.1:53", "192.0.2.1"},
      {"192.0.2.1:5353", "192.0.2.1:5353"},
      {"[192.0.2.1]:5353", "192.0.2.1:5353"},
      {"2001:db8::1", "2001:db8::1"},
      {"[2001:db8::1]", "2001:db8::1"},
      {"[2001:db8::1]:65535", "[2001:db8::1]:65535"},
      {"::1", "::1"},
      {"0.0.0.0", "127.0.0.1"},
      {"::", "::1"},
      {"::ffff:192.0.2.1", "192.0.2.1"},
      {"fe80::1%7", "fe80::1%7"},
      {"[fe80::1%7]:54", "[fe80::1%7]:54"},
      {"", ""},
      {"localhost", ""},
      {"192.0.2", ""},
      {"192.0.2.256", ""},
      {"192.0.2.1:", ""},
      {"192.0.2.1:0", ""},
      {"192.0.2.1:65536", ""},
      {"192.0.2.1:x", ""},
      {"192.0.2.1:53:53", ""},
      {"[2001:db8::1", ""},
      {"[2001:db8::1]x", ""},
      {"[2001:db8::1]:", ""},
      {"[]:53", ""},
      {":53", ""},
      {"fe80::1%nosuchinterface", ""},
      {"fe80::1%", ""},
  };
  for (const auto& c : cases) {
    const auto server = parse_server(c.text);
    expect_text(server ? to_string(*server) : "", c.want, "%s", c.text);
  }
}

Test(resolv_conf, an_interface_by_name) {
  const auto server = parse_server("fe80::1%lo");
  cr_assert(server.has_value());
  cr_expect(server->scope_id == if_nametoindex("lo"));
}

Test(resolv_conf, a_file) {
  ResolvConf conf;
  read_resolv_conf(
      "# nameserver 192.0.2.9\n"
      "; nameserver 192.0.2.9\n"
      "search example.com\r\n"
      "nameserver 192.0.2.1\r\n"
      "  nameserver\t192.0.2.2   # the second\n"
      "nameserver nonsense\n"
      "nameserver\n"
      "nameserver 2001:db8::1\nnameserver 192.0.2.4\nnameserver 192.0.2.5\n"
      "options rotate timeout:3 attempts:9 timeout:x attempts: attempts:0 use-vc\n"
      "nameserver 192.0.2.6",
      conf);
  std::string all;
  for (const auto& server : conf.servers) all += to_string(server) + " ";
  expect_text(all, "192.0.2.1 192.0.2.2 2001:db8::1 192.0.2.4 192.0.2.5 192.0.2.6 ");
  cr_expect(conf.timeout == 3s);
  cr_expect(conf.attempts == 5);
  cr_assert(conf.problems.size() == 2);
  cr_expect(conf.problems[0].line == 6 && conf.problems[1].line == 7);
  expect_text(conf.problems[0].text, "nameserver \"nonsense\" is no IP address");
}

Test(resolv_conf, options_of_the_environment) {
  ResolvConf conf;
  read_resolver_options("timeout:99999999999999999999 timeout:40", conf);
  cr_expect(conf.timeout == 30s);
  cr_expect(!conf.attempts);
}

Test(resolv_conf, any_bytes) {
  testing::Random random(3);
  for (int i = 0; i < 2000; ++i) {
    ResolvConf conf;
    read_resolv_conf(random.text(random.below(200), "nameserver options:%[]\n 1.:\t\0\xff"), conf);
    read_resolv_conf(concat("nameserver ", random.bytes(random.below(50))), conf);
  }
}
