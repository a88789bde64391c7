#include "dns/names.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace spamweir::dns {
namespace {

constexpr size_t kMaxLabel = 63;
// 255 bytes on the wire have one more length byte than the text has dots, and the root's.
constexpr size_t kMaxName = 253;

// `44.33.22.11.`, or the 32 nibbles of an IPv6 address in the same way.
std::string labels_backwards(const IpAddress& address) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string labels;
  labels.reserve(64);
  for (int i = address.is_v4() ? 3 : 15; i >= 0; --i) {
    const uint8_t byte = address.bytes()[static_cast<size_t>(i)];
    if (address.is_v4()) {
      labels += to_text(byte);
    } else {
      labels += kDigits[byte & 15];
      labels += '.';
      labels += kDigits[byte >> 4];
    }
    labels += '.';
  }
  return labels;
}

std::string_view without_outer_dots(std::string_view zone) {
  while (zone.starts_with('.')) zone.remove_prefix(1);
  while (zone.ends_with('.')) zone.remove_suffix(1);
  return zone;
}

// Those that zone files, and so the names in our records, show escaped.
constexpr std::string_view kEscaped = "\"$();@\\";

bool is_name_byte(char c) {
  return c > ' ' && c < 127 && kEscaped.find(c) == std::string_view::npos;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
}

}  // namespace

std::string reverse_name(const IpAddress& address) {
  return labels_backwards(address) + (address.is_v4() ? "in-addr.arpa" : "ip6.arpa");
}

std::string name_in_zone(const IpAddress& address, std::string_view zone) {
  return concat(labels_backwards(address), without_outer_dots(zone));
}

std::string name_in_zone(std::string_view name, std::string_view zone) {
  return concat(name, ".", without_outer_dots(zone));
}

bool is_valid_name(std::string_view name) {
  if (name.size() > kMaxName || !std::all_of(name.begin(), name.end(), is_name_byte)) return false;
  for (;;) {
    const size_t label = std::min(name.find('.'), name.size());
    if (label == 0 || label > kMaxLabel) return false;
    if (label == name.size()) return true;
    name.remove_prefix(label + 1);
  }
}

std::optional<std::string> canonical_name(std::string_view name, IdnConverter& idn) {
  if (name == ".") return std::string();
  if (name.ends_with('.')) name.remove_suffix(1);
  std::optional<std::string> canonical =
      is_ascii(name) ? std::optional(lower_case(name)) : idn.to_ascii(name);
  if (!canonical || !is_valid_name(*canonical)) return std::nullopt;
  for (char& c : *canonical) c = to_lower(c);
  return canonical;
}

}  // namespace spamweir::dns
