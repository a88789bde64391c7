#include "base/ip_address.h"

#include <algorithm>
#include <cstring>

#include "base/hex.h"
#include "base/text.h"

namespace spamweir {
namespace {

constexpr int kGroups = 8;
constexpr std::array<uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<uint32_t> parse_octet(std::string_view text) {
  const std::optional<uint64_t> number = parse_number(text);
  if (!number || *number > 255) return std::nullopt;
  return static_cast<uint32_t>(*number);
}

std::optional<uint32_t> parse_v4(std::string_view text) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const size_t end = i < 3 ? text.find('.') : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    const std::optional<uint32_t> octet = parse_octet(text.substr(0, end));
    if (!octet) return std::nullopt;
    value = value << 8 | *octet;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return value;
}

std::optional<uint32_t> parse_group(std::string_view text) {
  if (text.size() > 4) return std::nullopt;
  const std::optional<uint64_t> value = parse_hex(text);
  return value ? std::optional(static_cast<uint32_t>(*value)) : std::nullopt;
}

// Reads the groups of RFC 4291 2.2 from left to right.
class GroupReader {
 public:
  explicit GroupReader(std::string_view text) : text_(text) {}

  std::optional<std::array<uint8_t, 16>> read() {
    if (text_.starts_with("::")) {
      gap_ = 0;
      text_.remove_prefix(2);
    }
    while (!text_.empty()) {
      if (!read_piece() || !read_separator()) return std::nullopt;
    }
    return finish();
  }

 private:
  bool read_piece() {
    const std::string_view piece = text_.substr(0, text_.find(':'));
    text_.remove_prefix(piece.size());
    if (piece.find('.') == std::string_view::npos) {
      const std::optional<uint32_t> group = parse_group(piece);
      return group && push(*group);
    }
    const std::optional<uint32_t> v4 = parse_v4(piece);
    return v4 && text_.empty() && push(*v4 >> 16) && push(*v4 & 0xffff);
  }

  bool read_separator() {
    if (text_.empty()) return true;
    text_.remove_prefix(1);
    if (text_.empty()) return false;
    if (text_[0] != ':') return true;
    text_.remove_prefix(1);
    if (gap_ >= 0) return false;
    gap_ = count_;
    return true;
  }

  bool push(uint32_t group) {
    if (count_ == kGroups) return false;
    groups_[count_++] = static_cast<uint16_t>(group);
    return true;
  }

  std::optional<std::array<uint8_t, 16>> finish() {
    if (gap_ < 0 ? count_ != kGroups : count_ == kGroups) return std::nullopt;
    if (gap_ >= 0) {
      std::copy_backward(groups_ + gap_, groups_ + count_, groups_ + kGroups);
      std::fill_n(groups_ + gap_, kGroups - count_, static_cast<uint16_t>(0));
    }
    std::array<uint8_t, 16> bytes;
    for (size_t i = 0; i < kGroups; ++i) {
      bytes[2 * i] = static_cast<uint8_t>(groups_[i] >> 8);
      bytes[2 * i + 1] = static_cast<uint8_t>(groups_[i]);
    }
    return bytes;
  }

  std::string_view text_;
  uint16_t groups_[kGroups] = {};
  int count_ = 0;
  int gap_ = -1;  // the group before which `::` stands
};

std::string_view without_scope(std::string_view text) {
  const size_t percent = text.find('%');
  const bool has_scope = percent != std::string_view::npos && percent + 1 < text.size();
  return has_scope ? text.substr(0, percent) : text;
}

std::string hex_group(unsigned group) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const unsigned digit = group >> shift & 15;
    if (digit != 0 || !out.empty() || shift == 0) out += kDigits[digit];
  }
  return out;
}

struct Run {
  int start = -1;
  int length = 0;
};

// RFC 5952 4.2: the first of the longest runs of zero groups, if it is longer than one.
Run longest_zero_run(const std::array<unsigned, kGroups>& groups) {
  Run best, current;
  for (int i = 0; i < kGroups; ++i) {
    if (groups[i] != 0) {
      current = {};
      continue;
    }
    if (current.length++ == 0) current.start = i;
    if (current.length > best.length) best = current;
  }
  return best.length > 1 ? best : Run{};
}

std::string v6_text(const std::array<uint8_t, 16>& bytes) {
  std::array<unsigned, kGroups> groups;
  for (size_t i = 0; i < kGroups; ++i) groups[i] = bytes[2 * i] * 256u + bytes[2 * i + 1];
  const Run run = longest_zero_run(groups);
  std::string out;
  for (int i = 0; i < kGroups; ++i) {
    if (i == run.start) {
      out += "::";
      i += run.length - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    out += hex_group(groups[i]);
  }
  return out;
}

}  // namespace

IpAddress IpAddress::v4(uint32_t host_order) {
  IpAddress address;
  for (size_t i = 0; i < 4; ++i) {
    address.bytes_[i] = static_cast<uint8_t>(host_order >> (24 - 8 * i));
  }
  return address;
}

IpAddress IpAddress::v6(const std::array<uint8_t, 16>& bytes) {
  IpAddress address;
  if (std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin())) {
    std::copy_n(bytes.begin() + kMappedPrefix.size(), 4, address.bytes_.begin());
    return address;
  }
  address.bytes_ = bytes;
  address.is_v4_ = false;
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.find(':') == std::string_view::npos) {
    const std::optional<uint32_t> value = parse_v4(text);
    return value ? std::optional(v4(*value)) : std::nullopt;
  }
  const auto bytes = GroupReader(without_scope(text)).read();
  return bytes ? std::optional(v6(*bytes)) : std::nullopt;
}

bool IpAddress::is_unspecified() const { return bytes_ == std::array<uint8_t, 16>{}; }

uint32_t IpAddress::v4_value() const {
  return uint32_t{bytes_[0]} << 24 | uint32_t{bytes_[1]} << 16 | uint32_t{bytes_[2]} << 8 |
         bytes_[3];
}

std::string IpAddress::to_string() const {
  if (!is_v4_) return v6_text(bytes_);
  return concat(to_text(bytes_[0]), ".", to_text(bytes_[1]), ".", to_text(bytes_[2]), ".",
                to_text(bytes_[3]));
}

bool IpAddress::in_network(const IpAddress& network, int prefix_bits) const {
  if (is_v4_ != network.is_v4_ || prefix_bits < 0 || prefix_bits > bits()) return false;
  const size_t whole = static_cast<size_t>(prefix_bits) / 8;
  if (std::memcmp(bytes_.data(), network.bytes_.data(), whole) != 0) return false;
  const int rest = prefix_bits % 8;
  return rest == 0 || ((bytes_[whole] ^ network.bytes_[whole]) >> (8 - rest)) == 0;
}

}  // namespace spamweir
