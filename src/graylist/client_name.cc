#include "graylist/client_name.h"

#include "base/text.h"

namespace spamweir::graylist {
namespace {

IpAddress first_of_network(const IpAddress& client, int bits) {
  if (client.is_v4()) return IpAddress::v4(client.v4_value() & ~uint32_t{0} << (32 - bits));
  auto bytes = client.bytes();
  for (int i = 0; i < 16; ++i) {
    const int kept = bits - 8 * i;
    if (kept <= 0) bytes[static_cast<size_t>(i)] = 0;
    if (kept > 0 && kept < 8)
      bytes[static_cast<size_t>(i)] &= static_cast<uint8_t>(0xff << (8 - kept));
  }
  return IpAddress::v6(bytes);
}

}  // namespace

std::string network_name(const IpAddress& client, const config::GraylistSettings& settings) {
  const int bits = client.is_v4() ? settings.network_bits_v4 : settings.network_bits_v6;
  if (bits >= client.bits()) return client.to_string();
  return concat(first_of_network(client, bits).to_string(), "-",
                to_text(static_cast<uint64_t>(bits)));
}

std::string client_name(const IpAddress& client, const config::GraylistSettings& settings) {
  switch (settings.key) {
    case config::GraylistKey::sender_recipient:
      return {};
    case config::GraylistKey::client_sender_recipient:
      return client.to_string();
    case config::GraylistKey::network_sender_recipient:
      return network_name(client, settings);
  }
  return {};
}

}  // namespace spamweir::graylist
