#include "lists/dns_zones.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "lists/domain.h"
#include "lists/walk.h"

namespace spamweir::lists {
namespace {

constexpr std::string_view kAllowedZones =
    "this is no DNS list; write ZONE, or ZONE=ANSWERS with the answers that count, such as"
    " 127.0.0.2-11,127.0.1.*";

std::optional<IpPattern> parse_answers(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return std::nullopt;
  std::string octets;
  for (const std::string_view octet : split(text, '.')) {
    octets += concat(octets.empty() ? "" : ".", octet == "*" ? "0-255" : octet);
  }
  return IpPattern::parse(octets);
}

std::optional<Zone> parse_zone(std::string_view text) {
  const size_t equals = text.find('=');
  const std::string_view name = without_last_dot(trim(text.substr(0, equals)));
  if (!is_domain_name(name)) return std::nullopt;
  Zone zone{lower_case(name)};
  zone.takes_every_answer = equals == std::string_view::npos;
  if (zone.takes_every_answer) return zone;
  for (const std::string_view piece : split(text.substr(equals + 1), ',')) {
    const std::optional<IpPattern> pattern = parse_answers(trim(piece));
    if (!pattern) return std::nullopt;
    zone.answers.push_back(*pattern);
  }
  return zone;
}

bool is_in(const IpAddress& address, uint32_t network, int prefix_bits) {
  return address.in_network(IpAddress::v4(network), prefix_bits);
}

// Zones in the order in which they came first.
class Collection {
 public:
  void add(Zone zone) {
    const auto [known, is_new] = places_.try_emplace(zone.name, zones_.size());
    if (is_new) {
      zones_.push_back(std::move(zone));
      return;
    }
    Zone& first = zones_[known->second];
    first.answers.insert(first.answers.end(), zone.answers.begin(), zone.answers.end());
    first.takes_every_answer |= zone.takes_every_answer;
  }

  std::vector<Zone> take() { return std::move(zones_); }

 private:
  std::vector<Zone> zones_;
  std::map<std::string, size_t> places_;
};

}  // namespace

bool is_list_error(const IpAddress& answer) { return is_in(answer, 0x7fffff00, 24); }

bool Zone::counts(const IpAddress& answer) const {
  if (is_list_error(answer)) return false;
  if (takes_every_answer && is_in(answer, 0x7f000000, 8)) return true;
  return std::any_of(answers.begin(), answers.end(),
                     [&](const IpPattern& one) { return one.matches(answer); });
}

std::vector<Zone> read_zones(const config::ListSource& source, log::Log& log) {
  Collection zones;
  for_each_entry(source, log, kAllowedZones, [&](std::string_view text, const Hit&) {
    std::optional<Zone> zone = parse_zone(text);
    if (!zone) return false;
    zones.add(*std::move(zone));
    return true;
  });
  return zones.take();
}

}  // namespace spamweir::lists
