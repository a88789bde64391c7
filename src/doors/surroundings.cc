#include "doors/surroundings.h"

#include "base/text.h"

namespace spamweir::doors {
namespace {

constexpr std::string_view kAddressVariables[] = {"TCPREMOTEIP", "REMOTE_HOST"};

IpAddress parse_client(std::string_view text) {
  if (equals_ignoring_case(text, "localhost")) return IpAddress::v4(0x7f000001);
  return IpAddress::parse(text).value_or(IpAddress());
}

}  // namespace

engine::Connection connection_of(const os::Environment& environment) {
  engine::Connection connection;
  for (const std::string_view name : kAddressVariables) {
    if (const auto text = environment.get(name)) {
      connection.client = parse_client(*text);
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
  // An empty value: qmail appends it to each recipient.
  if (engine.takes_over_relaying() && !environment.get("RELAYCLIENT"))
    environment.set("RELAYCLIENT", "");
}

}  // namespace spamweir::doors
