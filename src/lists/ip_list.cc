#include "lists/ip_list.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hex.h"
#include "base/text.h"
#include "lists/ip_pattern.h"
#include "lists/walk.h"

namespace spamweir::lists {
namespace {

constexpr uint32_t kEachByte = 0x01010101;

// The first character is the lowest byte, whatever the machine.
uint32_t load4(const char* text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text);
  return uint32_t{bytes[0]} | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 |
         uint32_t{bytes[3]} << 24;
}

// The octet and its dot at the beginning of a text, as bytes of a word; 0 unless one to three
// digits without a leading zero stand before a dot. Without branches, because the length of octets
// can't be predicted.
uint32_t leading_octet(const char* text) {
  const uint32_t word = load4(text);
  const uint32_t no_dots = word ^ '.' * kEachByte;
  const uint32_t dots = (no_dots - kEachByte) & ~no_dots & 0x80 * kEachByte;
  const uint32_t through_dot = dots ^ (dots - 1);
  const uint32_t before_dot = through_dot >> 8;
  const uint32_t digits = (word ^ '0' * kEachByte) & before_dot;
  const uint32_t no_digit = ((digits + 0x76 * kEachByte) | digits) & 0x80 * kEachByte & before_dot;
  const bool plain = (dots != 0) & (no_digit == 0) & ((digits & 0xff) != 0);
  return plain ? word & through_dot : 0;
}

// Whether all addresses of a line have their first bits in common, which it spells out: 8 or 16 for
// IPv4, 16 or 32 for IPv6.
bool fixes_bits(std::string_view line, unsigned bits) {
  const size_t slash = line.find('/');
  if (slash == std::string_view::npos) return true;
  const std::string_view mask = line.substr(slash + 1);
  if (mask.starts_with(bits == 8 ? "255." : "255.255.")) return true;
  const std::optional<uint64_t> prefix = parse_number(mask);
  return prefix && *prefix >= bits;
}

// The first group of an IPv6 address and its colon; -1 for anything else.
int leading_group(std::string_view line) {
  int group = 0;
  for (size_t i = 0; i < line.size() && i < 5; ++i) {
    if (line[i] == ':') return i == 0 ? -1 : group;
    const int value = hex_value(line[i]);
    if (value < 0) return -1;
    group = group * 16 + value;
  }
  return -1;
}

class IpMatcher {
 public:
  explicit IpMatcher(const IpAddress& address) : address_(address) {}

  Judgment judge(std::string_view entry) const {
    const std::optional<IpPattern> pattern = IpPattern::parse(entry);
    if (!pattern) return Judgment::malformed;
    return pattern->matches(address_) ? Judgment::yes : Judgment::no;
  }

  std::string_view problem() const {
    return "this is no IP address; allowed are 11.22.33.44, 11.22.33, 11.22.33-44.55, "
           "11.22.33.0/24,"
           " 11.22.33.0/255.255.255.0, 2001:db8::1 and 2001:db8::/32";
  }

 private:
  IpAddress address_;
};

class V4Matcher : public IpMatcher {
 public:
  explicit V4Matcher(const IpAddress& address) : IpMatcher(address) {
    const std::string text = address.to_string();
    second_at_ = text.find('.') + 1;
    first_ = leading_octet(text.c_str());
    second_ = leading_octet(text.c_str() + second_at_);
  }

  bool passes_over(std::string_view line) const {
    const uint32_t first = leading_octet(line.data());
    if (first == 0) return leading_group(line) > 0;
    if (first != first_) return fixes_bits(line, 8);
    const uint32_t second = leading_octet(line.data() + second_at_);
    return second != 0 && second != second_ && fixes_bits(line, 16);
  }

 private:
  size_t second_at_;
  uint32_t first_;  // as leading_octet() gives it: 0 for an octet of 0, which no line equals
  uint32_t second_;
};

class V6Matcher : public IpMatcher {
 public:
  explicit V6Matcher(const IpAddress& address)
      : IpMatcher(address),
        first_(address.bytes()[0] * 256 + address.bytes()[1]),
        second_(address.bytes()[2] * 256 + address.bytes()[3]) {}

  bool passes_over(std::string_view line) const {
    const int first = leading_group(line);
    if (first < 0) return leading_octet(line.data()) != 0;
    if (first != first_) return fixes_bits(line, 16);
    const int second = leading_group(line.substr(line.find(':') + 1));
    return second >= 0 && second != second_ && fixes_bits(line, 32);
  }

 private:
  int first_;
  int second_;
};

}  // namespace

std::optional<Hit> find_ip(const IpAddress& address, const config::ListSource& source,
                           log::Log& log) {
  if (address.is_v4()) {
    V4Matcher matcher(address);
    return find_in_list(source, log, matcher);
  }
  V6Matcher matcher(address);
  return find_in_list(source, log, matcher);
}

void check_ip_list(const config::ListSource& source, log::Log& log) {
  IpMatcher matcher{IpAddress()};
  check_list(source, log, matcher);
}

}  // namespace spamweir::lists
