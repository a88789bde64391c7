// One entry of an IP list: a set of addresses.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ip_address.h"

namespace spamweir::lists {

class IpPattern {
 public:
  // Takes, without blanks around it (leading zeros of a number never count):
  //   11.22.33.44                          an address;
  //   11.22.33  11.22.33.                  one to three octets: all that begins with them;
  //   11.22.33-44.55  11.22-44             a range, first to last, in place of any octet;
  //   11.22.33.0/24  11.22.33.0/255.255.255.0  a network: bits behind the prefix and under the
  //   zeros of a netmask don't count; 2001:db8::1  2001:db8::/32           the same for IPv6;
  //   ::ffff:11.22.33.44  ::ffff:11.22.33.0/120  IPv4, as everywhere; the prefix is 96 at least.
  // A scope id is cut off. Nothing for anything else, ranges that run backwards among them.
  static std::optional<IpPattern> parse(std::string_view text);

  // IPv4 patterns match IPv4 addresses only, IPv6 patterns IPv6 addresses only: `::/0` is no way to
  // say 0.0.0.0/0.
  bool matches(const IpAddress& address) const;

 private:
  enum class Kind { octets, masked, network6 };

  static std::optional<IpPattern> parse_octets(std::string_view text);
  static std::optional<IpPattern> parse_masked(std::string_view address, std::string_view mask);
  static std::optional<IpPattern> parse_v6(std::string_view address, std::string_view prefix);
  static IpPattern masked(uint32_t value, uint32_t mask);
  bool parse_range(std::string_view text, size_t octet);

  Kind kind_ = Kind::octets;
  std::array<uint8_t, 4> first_{};
  std::array<uint8_t, 4> last_{255, 255, 255, 255};
  uint32_t value_ = 0;
  uint32_t mask_ = 0;
  IpAddress network_;
  int prefix_bits_ = 0;
};

}  // namespace spamweir::lists
