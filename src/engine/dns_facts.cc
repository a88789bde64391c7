#include "engine/dns_facts.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "dns/names.h"

namespace spamweir::engine {

using dns::Answer;
using dns::Outcome;
using dns::Type;
using filters::Fact;
using filters::FactId;
using filters::ListFact;
using filters::Presence;
using filters::RdnsName;

namespace {

// A domain may name any number of mail exchangers; one that resolves is enough.
constexpr size_t kMaxExchangers = 10;

struct TypeBit {
  unsigned bit;
  Type type;
};
constexpr TypeBit kAddressTypes[] = {
    {config::kA, Type::a}, {config::kAaaa, Type::aaaa}, {config::kCname, Type::cname}};

unsigned or_default(unsigned types, unsigned by_default) { return types != 0 ? types : by_default; }

Presence presence_of(const Answer& answer) {
  switch (answer.outcome) {
    case Outcome::found:
      return Presence::present;
    case Outcome::no_data:
    case Outcome::no_name:
      return Presence::absent;
    case Outcome::failure:
      return Presence::undetermined;
    case Outcome::silence:
      return Presence::unasked;
  }
  __builtin_unreachable();
}

// What two questions for the same thing together say. One that found it settles the matter; else
// the one that knows less decides.
Presence either(Presence a, Presence b) {
  if (a == Presence::present || b == Presence::present) return Presence::present;
  return std::max(a, b);
}

bool is_loopback(const IpAddress& address) {
  return address.is_v4() ? (address.v4_value() >> 24) == 127 : address == *IpAddress::parse("::1");
}

// Nobody is told why he is let in.
bool is_whitelist(FactId list) {
  return list == FactId::dns_whitelist || list == FactId::rdns_rhs_whitelist ||
         list == FactId::sender_rhs_whitelist;
}

// `[11.22.33.44]` or `[IPv6:2001:db8::1]`, its own mail exchanger (RFC 5321 4.1.3, 5.1).
bool is_literal(std::string_view domain) { return domain.starts_with('['); }

bool is_null_mx(const Answer& answer) {
  return answer.records.size() == 1 && answer.records[0].text.empty();
}

// RFC 5321 5.1: the lowest preference first.
std::vector<const dns::Record*> in_order(const Answer& answer) {
  std::vector<const dns::Record*> records;
  for (const dns::Record& record : answer.records) records.push_back(&record);
  std::stable_sort(records.begin(), records.end(),
                   [](const auto* a, const auto* b) { return a->preference < b->preference; });
  if (records.size() > kMaxExchangers) records.resize(kMaxExchangers);
  return records;
}

bool has_hint(const Answer& answer, std::string_view host) {
  return std::any_of(answer.additional_addresses.begin(), answer.additional_addresses.end(),
                     [host](const auto& pair) { return equals_ignoring_case(pair.first, host); });
}

}  // namespace

Fact<RdnsName> DnsFacts::rdns(const IpAddress& client) {
  if (client.is_unspecified()) return RdnsName{};
  const unsigned types = or_default(settings_.dns.types_ptr, config::kPtr);
  const Type type = (types & config::kPtr) != 0 ? Type::ptr : Type::cname;
  const Answer* answer = lookups_.ask(dns::reverse_name(client), type);
  if (answer == nullptr) return {};
  RdnsName rdns{presence_of(*answer), {}};
  if (rdns.presence == Presence::present) rdns.name = answer->records[0].text;
  // A record that names the root names nothing.
  if (rdns.presence == Presence::present && rdns.name.empty()) rdns.presence = Presence::absent;
  return rdns;
}

Fact<Presence> DnsFacts::address_of(std::string_view name, const IpAddress& client) {
  if (equals_ignoring_case(name, "localhost")) {
    return is_loopback(client) ? Presence::present : Presence::absent;
  }
  return has_address(name);
}

Fact<Presence> DnsFacts::has_address(std::string_view name) {
  const unsigned types = or_default(settings_.dns.types_a, config::kA | config::kAaaa);
  Presence presence = Presence::absent;
  bool pending = false;
  for (const TypeBit& kind : kAddressTypes) {
    if ((types & kind.bit) == 0) continue;
    const Answer* answer = lookups_.ask(name, kind.type);
    pending = pending || answer == nullptr;
    if (answer != nullptr) presence = either(presence, presence_of(*answer));
  }
  if (pending && presence != Presence::present) return {};
  return presence;
}

Fact<Presence> DnsFacts::leads_back(std::string_view name, const IpAddress& client) {
  const Answer* answer = lookups_.ask(name, client.is_v4() ? Type::a : Type::aaaa);
  if (answer == nullptr) return {};
  const bool leads_back =
      std::any_of(answer->records.begin(), answer->records.end(),
                  [&client](const dns::Record& record) { return record.address == client; });
  if (answer->outcome != Outcome::found || leads_back) return presence_of(*answer);
  return Presence::absent;
}

Fact<Presence> DnsFacts::mail_exchanger(std::string_view domain) {
  if (is_literal(domain)) return Presence::present;
  const unsigned types = or_default(settings_.dns.types_mx, config::kMx | config::kA);
  if ((types & config::kMx) == 0) return has_address(domain);
  const Answer* answer = lookups_.ask(domain, Type::mx);
  if (answer == nullptr) return {};
  switch (answer->outcome) {
    case Outcome::found:
      return exchangers_resolve(domain, *answer);
    case Outcome::no_data:
      return (types & config::kA) != 0 ? has_address(domain) : Presence::absent;
    case Outcome::no_name:
    case Outcome::failure:
    case Outcome::silence:
      return presence_of(*answer);
  }
  __builtin_unreachable();
}

Fact<Presence> DnsFacts::exchangers_resolve(std::string_view domain, const Answer& answer) {
  if (is_null_mx(answer)) return Presence::absent;
  // The others are not looked at: one of them may be good.
  Presence presence = answer.records.size() > kMaxExchangers ? Presence::present : Presence::absent;
  bool pending = false;
  for (const dns::Record* record : in_order(answer)) {
    if (IpAddress::parse(record->text)) {
      log_.verbose(concat("the MX record of ", log::field(domain, ""), " names the address ",
                          record->text, ", where RFC 5321 5.1 wants a host name"));
      return Presence::present;
    }
    if (has_hint(answer, record->text)) return Presence::present;
    const Fact<Presence> host = has_address(record->text);
    if (host == Presence::present) return host;
    pending = pending || !host;
    if (host) presence = either(presence, *host);
  }
  if (pending && presence != Presence::present) return {};
  return presence;
}

const DnsFacts::Zones& DnsFacts::zones_of(FactId list) {
  struct Source {
    std::optional<Zones>& zones;
    const config::ListSource& source;
  };
  const Source found = [this, list]() -> Source {
    switch (list) {
      case FactId::dns_whitelist:
        return {dns_whitelist_, settings_.dns_whitelist};
      case FactId::dns_blacklist:
        return {dns_blacklist_, settings_.dns_blacklist};
      case FactId::rdns_rhs_whitelist:
      case FactId::sender_rhs_whitelist:
        return {rhs_whitelist_, settings_.rhs_whitelist};
      default:
        return {rhs_blacklist_, settings_.rhs_blacklist};
    }
  }();
  if (!found.zones) found.zones = lists::read_zones(found.source, log_);
  return *found.zones;
}

ListFact DnsFacts::listed_address(FactId list, const IpAddress& address) {
  if (address.is_unspecified()) return std::optional<filters::Match>();
  return listed(list,
                [&address](std::string_view zone) { return dns::name_in_zone(address, zone); });
}

ListFact DnsFacts::listed_name(FactId list, std::string_view name) {
  if (name.empty() || is_literal(name)) return std::optional<filters::Match>();
  return listed(list, [name](std::string_view zone) { return dns::name_in_zone(name, zone); });
}

// All zones are asked at once. One that has a hit settles the matter, although others are silent.
template <typename Query>
ListFact DnsFacts::listed(FactId list, Query query) {
  bool pending = false;
  const lists::Zone* hit = nullptr;
  for (const lists::Zone& zone : zones_of(list)) {
    const Fact<bool> listed = lists_it(zone, query(zone.name));
    pending = pending || !listed;
    if (listed.value_or(false) && hit == nullptr) hit = &zone;
  }
  if (hit != nullptr && is_whitelist(list)) return filters::Match{hit->name, {}, {}};
  if (hit != nullptr) return match_in(*hit, query(hit->name));
  if (pending) return {};
  return std::optional<filters::Match>();
}

// Where the zone has an address for the name, that decides: only it can tell a listing from an
// error.
Fact<bool> DnsFacts::lists_it(const lists::Zone& zone, const std::string& query) {
  const unsigned types = or_default(settings_.dns.types_rbl, config::kA);
  bool pending = false;
  bool has_others = false;
  for (const TypeBit& kind : {TypeBit{config::kCname, Type::cname}, {config::kTxt, Type::txt}}) {
    if ((types & kind.bit) == 0) continue;
    const Answer* answer = lookups_.ask(query, kind.type);
    pending = pending || answer == nullptr;
    has_others = has_others || (answer != nullptr && !answer->records.empty());
  }
  if ((types & config::kA) != 0 || has_others) {
    const Answer* answer = lookups_.ask(query, Type::a);
    if (answer == nullptr) return {};
    if (!answer->records.empty()) return is_listing(zone, *answer);
  }
  // Which answers count can't be said of other records.
  if (has_others) return zone.takes_every_answer;
  if (pending) return {};
  return false;
}

bool DnsFacts::is_listing(const lists::Zone& zone, const Answer& answer) {
  bool counts = false;
  for (const dns::Record& record : answer.records) {
    counts = counts || zone.counts(record.address);
    if (lists::is_list_error(record.address)) report_list_error(zone, record.address);
  }
  return counts;
}

// The hit in words, with the text that the list gives for it.
ListFact DnsFacts::match_in(const lists::Zone& zone, const std::string& query) {
  const unsigned types = or_default(settings_.dns.types_rbl, config::kA | config::kTxt);
  filters::Match match{.reason = zone.name, .where = {}, .detail = zone.name};
  if ((types & config::kTxt) == 0) return match;
  const Answer* answer = lookups_.ask(query, Type::txt);
  if (answer == nullptr) return {};
  if (!answer->records.empty()) match.detail += concat(": ", answer->records[0].text);
  return match;
}

void DnsFacts::report_list_error(const lists::Zone& zone, const IpAddress& answer) {
  if (std::find(reported_zones_.begin(), reported_zones_.end(), zone.name) !=
      reported_zones_.end()) {
    return;
  }
  reported_zones_.push_back(zone.name);
  log_.error(concat("the DNS list ", zone.name, " answers ", answer.to_string(),
                    ", which is no listing but an error of the list (it may not serve this name "
                    "server, or not so many questions); ask its operator, or take it out"));
}

}  // namespace spamweir::engine
