#include "lists/ip_pattern.h"

#include "base/text.h"

namespace spamweir::lists {
namespace {

constexpr int kMappedBits = 96;

std::optional<uint8_t> parse_octet(std::string_view text) {
  const std::optional<uint64_t> number = parse_number(text);
  if (!number || *number > 255) return std::nullopt;
  return static_cast<uint8_t>(*number);
}

std::optional<int> parse_prefix(std::string_view text, int max) {
  const std::optional<uint64_t> number = parse_number(text);
  if (!number || *number > static_cast<uint64_t>(max)) return std::nullopt;
  return static_cast<int>(*number);
}

// Shifting by the whole width is not defined, hence the case of /0.
uint32_t mask_of(int prefix_bits) {
  return prefix_bits == 0 ? 0 : ~uint32_t{0} << (32 - prefix_bits);
}

}  // namespace

std::optional<IpPattern> IpPattern::parse(std::string_view text) {
  const size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  if (address.find(':') != std::string_view::npos) {
    return parse_v6(address, slash == std::string_view::npos ? "128" : text.substr(slash + 1));
  }
  if (slash == std::string_view::npos) return parse_octets(text);
  return parse_masked(address, text.substr(slash + 1));
}

std::optional<IpPattern> IpPattern::parse_octets(std::string_view text) {
  IpPattern pattern;
  for (size_t octet = 0; octet < 4; ++octet) {
    const size_t dot = text.find('.');
    if (!pattern.parse_range(text.substr(0, dot), octet)) return std::nullopt;
    if (dot == std::string_view::npos) return pattern;
    text.remove_prefix(dot + 1);
    if (text.empty() && octet < 3) return pattern;
  }
  return std::nullopt;
}

bool IpPattern::parse_range(std::string_view text, size_t octet) {
  const size_t dash = text.find('-');
  const std::optional<uint8_t> first = parse_octet(text.substr(0, dash));
  const std::optional<uint8_t> last =
      dash == std::string_view::npos ? first : parse_octet(text.substr(dash + 1));
  if (!first || !last || *first > *last) return false;
  first_[octet] = *first;
  last_[octet] = *last;
  return true;
}

std::optional<IpPattern> IpPattern::parse_masked(std::string_view address, std::string_view mask) {
  const std::optional<IpAddress> base = IpAddress::parse(address);
  if (!base) return std::nullopt;
  if (mask.find('.') == std::string_view::npos) {
    const std::optional<int> bits = parse_prefix(mask, 32);
    return bits ? std::optional(masked(base->v4_value(), mask_of(*bits))) : std::nullopt;
  }
  const std::optional<IpAddress> netmask = IpAddress::parse(mask);
  if (!netmask || !netmask->is_v4()) return std::nullopt;
  return masked(base->v4_value(), netmask->v4_value());
}

std::optional<IpPattern> IpPattern::parse_v6(std::string_view address, std::string_view prefix) {
  const std::optional<IpAddress> base = IpAddress::parse(address);
  const std::optional<int> bits = parse_prefix(prefix, 128);
  if (!base || !bits) return std::nullopt;
  if (base->is_v4()) {
    if (*bits < kMappedBits) return std::nullopt;
    return masked(base->v4_value(), mask_of(*bits - kMappedBits));
  }
  IpPattern pattern;
  pattern.kind_ = Kind::network6;
  pattern.network_ = *base;
  pattern.prefix_bits_ = *bits;
  return pattern;
}

IpPattern IpPattern::masked(uint32_t value, uint32_t mask) {
  IpPattern pattern;
  pattern.kind_ = Kind::masked;
  pattern.value_ = value & mask;
  pattern.mask_ = mask;
  return pattern;
}

bool IpPattern::matches(const IpAddress& address) const {
  if (kind_ == Kind::network6) return address.in_network(network_, prefix_bits_);
  if (!address.is_v4()) return false;
  if (kind_ == Kind::masked) return (address.v4_value() & mask_) == value_;
  for (size_t i = 0; i < first_.size(); ++i) {
    const uint8_t octet = address.bytes()[i];
    if (octet < first_[i] || octet > last_[i]) return false;
  }
  return true;
}

}  // namespace spamweir::lists
