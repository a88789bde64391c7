#include "doors/surroundings.h"

#include <criterion/criterion.h>

#include <string>

#include "support/expect.h"
#include "support/fake_lookups.h"
#include "support/scratch.h"

using spamweir::config::RelayLevel;
using spamweir::config::Settings;
using spamweir::doors::connection_of;
using spamweir::doors::prepare_for_server;
using spamweir::engine::Engine;
using spamweir::os::Environment;
using spamweir::testing::CaughtLog;
using spamweir::testing::expect_text;

namespace {

spamweir::engine::Connection connection_in(const Environment& environment) {
  spamweir::config::DnsSettings none;
  none.level = spamweir::config::DnsLevel::none;
  CaughtLog log;
  spamweir::dns::Resolver resolver(none, log.log());
  return connection_of(environment, resolver);
}

}  // namespace

Test(surroundings, the_clients_address) {
  struct {
    const char* remote_ip;  // null: not set
    const char* remote_host;
    const char* want;
  } constexpr kCases[] = {
      {"11.22.33.44", nullptr, "11.22.33.44"},
      {"::ffff:11.22.33.44", nullptr, "11.22.33.44"},
      {"2001:db8::1", nullptr, "2001:db8::1"},
      {"fe80::1%eth0", nullptr, "fe80::1"},
      {"LocalHost", nullptr, "127.0.0.1"},
      {"nonsense", nullptr, "0.0.0.0"},
      {"", nullptr, "0.0.0.0"},
      {nullptr, nullptr, "0.0.0.0"},
      {nullptr, "11.22.33.44", "11.22.33.44"},
      {"1.2.3.4", "11.22.33.44", "1.2.3.4"},
  };
  for (const auto& c : kCases) {
    Environment environment;
    if (c.remote_ip) environment.set("TCPREMOTEIP", c.remote_ip);
    if (c.remote_host) environment.set("REMOTE_HOST", c.remote_host);
    expect_text(connection_in(environment).client.to_string(), c.want, "%s/%s",
                c.remote_ip ? c.remote_ip : "-", c.remote_host ? c.remote_host : "-");
  }
}

Test(surroundings, what_the_server_is_told) {
  struct {
    const char* label;
    RelayLevel level;
    const char* relayclient;  // null: not set
    const char* want;         // null: not set
  } constexpr kCases[] = {
      {"normal", RelayLevel::normal, nullptr, nullptr},
      {"given", RelayLevel::normal, "@fixme", "@fixme"},
      {"allow-all", RelayLevel::allow_all, nullptr, ""},
      {"allow-all, given", RelayLevel::allow_all, "@fixme", "@fixme"},
      {"block-all, given", RelayLevel::block_all, "", nullptr},
  };
  for (const auto& c : kCases) {
    Environment environment;
    environment.set("TCPREMOTEIP", "::ffff:11.22.33.44");
    environment.set("OTHER", "kept");
    if (c.relayclient) environment.set("RELAYCLIENT", c.relayclient);
    Settings settings;
    settings.relay_level = c.level;
    CaughtLog log;
    spamweir::testing::FakeLookups no_dns;
    Engine engine(connection_in(environment), {settings, {no_dns, log.log()}});
    prepare_for_server(environment, engine);
    expect_text(environment.get("RELAYCLIENT").value_or("(none)"), c.want ? c.want : "(none)", "%s",
                c.label);
    expect_text(environment.get("TCPREMOTEIP").value_or(""), "11.22.33.44");
    expect_text(environment.get("TCPLOCALPORT").value_or(""), "25");
    expect_text(environment.get("OTHER").value_or(""), "kept");
  }
}

Test(surroundings, a_known_port_is_kept) {
  Environment environment;
  environment.set("TCPLOCALPORT", "587");
  Settings settings;
  CaughtLog log;
  spamweir::testing::FakeLookups no_dns;
  Engine engine(connection_in(environment), {settings, {no_dns, log.log()}});
  prepare_for_server(environment, engine);
  expect_text(environment.get("TCPLOCALPORT").value_or(""), "587");
}
