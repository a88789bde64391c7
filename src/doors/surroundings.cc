#include "doors/surroundings.h"

#include <array>

#include "base/text.h"
#include "os/stream.h"

namespace spamweir::doors {
namespace {

constexpr std::string_view kAddressVariables[] = {"TCPREMOTEIP", "REMOTE_HOST"};

const dns::Answer& wait_for(dns::Resolver& resolver, std::string_view name, dns::Type type) {
  for (;;) {
    if (const dns::Answer* answer = resolver.ask(name, type)) return *answer;
    std::array interests{os::Interest{.fd = resolver.fd(), .read = true}};
    os::wait(interests, resolver.deadline());
    resolver.work();
  }
}

IpAddress look_up(dns::Resolver& resolver, std::string_view name) {
  for (const dns::Type type : {dns::Type::a, dns::Type::aaaa}) {
    const dns::Answer& answer = wait_for(resolver, name, type);
    if (!answer.records.empty()) return answer.records[0].address;
  }
  return IpAddress();
}

IpAddress client_of(std::string_view text, dns::Resolver& resolver) {
  if (equals_ignoring_case(text, "localhost")) return IpAddress::v4(0x7f000001);
  if (const std::optional<IpAddress> address = IpAddress::parse(text)) return *address;
  return text.empty() ? IpAddress() : look_up(resolver, text);
}

}  // namespace

engine::Connection connection_of(const os::Environment& environment, dns::Resolver& resolver) {
  engine::Connection connection;
  for (const std::string_view name : kAddressVariables) {
    if (const auto text = environment.get(name)) {
      connection.client = client_of(*text, resolver);
      break;
    }
  }
  connection.relayclient_given = environment.get("RELAYCLIENT").has_value();
  return connection;
}

void prepare_for_server(os::Environment& environment, const engine::Engine& engine) {
  environment.set("TCPREMOTEIP", engine.facts().client.to_string());
  if (!environment.get("TCPLOCALPORT")) environment.set("TCPLOCALPORT", "25");
  if (engine.settings().relay_level == config::RelayLevel::block_all)
    environment.remove("RELAYCLIENT");
  if (engine.settings().tls_level == config::TlsLevel::smtps) environment.remove("SMTPS");
  // An empty value: qmail appends it to each recipient.
  if (engine.takes_over_relaying() && !environment.get("RELAYCLIENT"))
    environment.set("RELAYCLIENT", "");
}

}  // namespace spamweir::doors
