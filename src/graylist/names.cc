#include "graylist/names.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"

namespace spamweir::graylist {
namespace {

constexpr size_t kHashDigits = 16;
// The longest client is an IPv6 network: 39 characters, `-` and three digits.
constexpr size_t kLongestClient = 43;
constexpr size_t kLongestBeforeClient = kLongestName - 1 - kLongestClient;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c) ||
         std::string_view("@_-.").find(c) != std::string_view::npos;
}

std::string mapped(std::string_view text) {
  std::string name = lower_case(text);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !is_plain(c); }, '_');
  return name;
}

// FNV-1a, 64 bits. It keeps names apart that accident would bring together; who looks for two
// addresses with one hash on purpose gains that they share an entry.
uint64_t hash_of(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return hash;
}

std::string hex(uint64_t number) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(kHashDigits, '0');
  for (size_t i = kHashDigits; i-- > 0; number >>= 4) out[i] = kDigits[number & 15];
  return out;
}

std::string with_hash(std::string_view name, std::string_view text, size_t longest) {
  return concat(name.substr(0, longest - 1 - kHashDigits), ",", hex(hash_of(lower_case(text))));
}

bool is_dots(std::string_view name) { return name == "." || name == ".."; }

std::string recipient_domain_name(std::string_view domain) {
  std::string name = name_of(domain);
  return name == kClientsDomain ? with_hash(name, domain, kLongestName) : name;
}

}  // namespace

std::string name_of(std::string_view text, size_t longest) {
  if (text.empty()) return std::string(kNone);
  std::string name = mapped(text);
  return name.size() > longest || is_dots(name) ? with_hash(name, text, longest) : name;
}

Key key_of(const smtp::Address& sender, const smtp::Address& recipient, std::string_view client) {
  std::string user = client.empty()
                         ? name_of(sender.local)
                         : concat(name_of(sender.local, kLongestBeforeClient), ",", client);
  return {recipient_domain_name(recipient.domain), name_of(recipient.local), name_of(sender.domain),
          std::move(user)};
}

Key key_of_client(std::string_view client) {
  return {std::string(kClientsDomain), std::string(client), std::string(kNone), std::string(kNone)};
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName && !is_dots(text) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_plain(c) || c == ',' || c == ':'; });
}

std::optional<std::string> old_name_of(const Key& key) {
  std::string name = concat(key.sender_user, "@", key.sender_domain);
  const bool possible =
      !key.is_known_client() && name.size() <= kLongestName && name.find(',') == std::string::npos;
  return possible ? std::optional(std::move(name)) : std::nullopt;
}

}  // namespace spamweir::graylist
