// An IPv4 or IPv6 address as a value. ::ffff:11.22.33.44 is 11.22.33.44 from the moment that it is
// parsed, so no other code meets a mapped address.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spamweir {

class IpAddress {
 public:
  // 0.0.0.0: the address of a client that nothing is known about.
  IpAddress() = default;
  static IpAddress v4(uint32_t host_order);
  static IpAddress v6(const std::array<uint8_t, 16>& bytes);

  // Text as tcpserver gives it: dotted quad (leading zeros are decimal), or IPv6 as RFC 4291 2.2
  // writes it; brackets are not taken, a scope id (`%eth0`) is cut off. Nothing for anything else.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const { return is_v4_; }
  bool is_unspecified() const;
  // Host order; only for IPv4.
  uint32_t v4_value() const;
  // Network order: 4 bytes count for IPv4, 16 for IPv6.
  const std::array<uint8_t, 16>& bytes() const { return bytes_; }
  int bits() const { return is_v4_ ? 32 : 128; }

  // 11.22.33.44, or RFC 5952 for IPv6.
  std::string to_string() const;

  // Whether the first `prefix_bits` (0 to bits()) are those of `network`; false across families.
  bool in_network(const IpAddress& network, int prefix_bits) const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<uint8_t, 16> bytes_{};
  bool is_v4_ = true;
};

}  // namespace spamweir
