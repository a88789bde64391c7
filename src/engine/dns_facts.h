// What DNS knows about a client and a sender, as facts.
//
// Each function answers with what is known so far and begins the questions that are still missing:
// an empty answer means that some are on their way, and that it is to be asked again when more is
// known. Asking again costs nothing. With a client address that is not known (0.0.0.0) there is
// nothing to ask.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "config/settings.h"
#include "dns/lookups.h"
#include "filters/facts.h"
#include "lists/dns_zones.h"
#include "log/log.h"

namespace spamweir::engine {

class DnsFacts {
 public:
  // All must live longer.
  DnsFacts(const config::Settings& settings, dns::Lookups& lookups, log::Log& log)
      : settings_(settings), lookups_(lookups), log_(log) {}

  // The PTR record of the client's address; of several the first.
  filters::Fact<filters::RdnsName> rdns(const IpAddress& client);

  // Whether the name has an address, whichever. `localhost` has one for clients of this host only.
  filters::Fact<filters::Presence> address_of(std::string_view name, const IpAddress& client);

  // Whether one of the name's addresses is the client's: `absent` where none is.
  filters::Fact<filters::Presence> leads_back(std::string_view name, const IpAddress& client);

  // Whether mail can be sent to the domain: an MX record whose host has an address, or, only where
  // the domain has no MX record, an address of its own (RFC 5321 5.1). A null MX (RFC 7505) means
  // no. An MX record with an address in the place of a name counts, and is logged.
  filters::Fact<filters::Presence> mail_exchanger(std::string_view domain);

  // The first zone, in the order of the configuration, that lists the address or the name. A zone
  // that answers with an error of its own, or not at all, lists nothing. The zone's text is waited
  // for when it has a hit.
  filters::ListFact listed_address(filters::FactId list, const IpAddress& address);
  filters::ListFact listed_name(filters::FactId list, std::string_view name);

 private:
  using Zones = std::vector<lists::Zone>;

  const Zones& zones_of(filters::FactId list);
  // `query` is the name to look up in a zone.
  template <typename Query>
  filters::ListFact listed(filters::FactId list, Query query);
  filters::Fact<bool> lists_it(const lists::Zone& zone, const std::string& query);
  bool is_listing(const lists::Zone& zone, const dns::Answer& answer);
  filters::ListFact match_in(const lists::Zone& zone, const std::string& query);
  filters::Fact<filters::Presence> has_address(std::string_view name);
  filters::Fact<filters::Presence> exchangers_resolve(std::string_view domain,
                                                      const dns::Answer& answer);
  void report_list_error(const lists::Zone& zone, const IpAddress& answer);

  const config::Settings& settings_;
  dns::Lookups& lookups_;
  log::Log& log_;
  std::optional<Zones> dns_whitelist_, dns_blacklist_, rhs_whitelist_, rhs_blacklist_;
  std::vector<std::string> reported_zones_;
};

}  // namespace spamweir::engine
