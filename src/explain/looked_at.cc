#include "explain/looked_at.h"

#include "base/text.h"
#include "dns/names.h"
#include "explain/shown.h"
#include "lists/dns_zones.h"
#include "log/log.h"

namespace spamweir::explain {
namespace {

using filters::Locality;
using filters::Presence;

std::string_view domain_in_words(const filters::Fact<Locality>& locality) {
  if (!locality) return "";
  switch (*locality) {
    case Locality::local:
      return ", whose domain is local";
    case Locality::remote:
      return ", whose domain is not local";
    case Locality::unknown:
      return ", whose domain may be local (there is no qmail-rcpthosts-file to say it)";
  }
  __builtin_unreachable();
}

// The zones' own mistakes are reported by the filter that reads them.
std::vector<lists::Zone> zones_of(const config::ListSource& source) {
  log::Log silent("", log::Level::none, 0);
  return lists::read_zones(source, silent);
}

Names address_in(const Facts& facts, const config::ListSource& source) {
  Names names;
  for (const lists::Zone& zone : zones_of(source)) {
    names.push_back(dns::name_in_zone(facts.client, zone.name));
  }
  return names;
}

Names name_in(std::string_view name, const config::ListSource& source) {
  Names names;
  if (name.empty()) return names;
  for (const lists::Zone& zone : zones_of(source)) {
    names.push_back(dns::name_in_zone(name, zone.name));
  }
  return names;
}

}  // namespace

std::string client_address(const Facts& facts, const config::Settings&) {
  return concat("the client's address ", facts.client.to_string());
}

std::string rdns_name(const Facts& facts, const config::Settings&) {
  if (!facts.rdns) return "the client's rDNS name, which is not known";
  switch (facts.rdns->presence) {
    case Presence::present:
      return concat("the client's rDNS name ", log::quoted_text(facts.rdns->name));
    case Presence::absent:
      return "the client's rDNS name: there is none";
    case Presence::undetermined:
      return "the client's rDNS name: the name servers could not tell";
    case Presence::unasked:
      return "the client's rDNS name: no name server was there to ask";
  }
  __builtin_unreachable();
}

std::string address_in_rdns(const Facts& facts, const config::Settings& settings) {
  return concat(client_address(facts, settings), " in ", rdns_name(facts, settings));
}

std::string early_talk(const Facts& facts, const config::Settings&) {
  return facts.early_talker ? "the client, which spoke before the greeting"
                            : "the client, which waited for the greeting";
}

std::string authentication(const Facts& facts, const config::Settings&) {
  if (!facts.authenticated) return "the client, which is not authenticated";
  return concat("the client, which is authenticated as ",
                facts.user.empty() ? "somebody" : log::quoted_text(facts.user));
}

std::string sender(const Facts& facts, const config::Settings&) {
  return concat("the sender ", shown(facts.sender));
}

std::string sender_domain(const Facts& facts, const config::Settings&) {
  if (facts.sender.domain.empty()) return "the sender's domain: there is none";
  return concat("the sender's domain ", log::quoted_text(facts.sender.domain));
}

std::string sender_locality(const Facts& facts, const config::Settings& settings) {
  return concat(sender(facts, settings), domain_in_words(facts.sender_locality));
}

std::string sender_and_user(const Facts& facts, const config::Settings& settings) {
  return concat(sender(facts, settings), " and ", authentication(facts, settings));
}

std::string recipient(const Facts& facts, const config::Settings&) {
  return concat("the recipient ", shown(facts.recipient));
}

std::string recipient_existence(const Facts& facts, const config::Settings& settings) {
  const std::string who = recipient(facts, settings);
  if (!facts.recipient_existence) return concat(who, ", whom no command was asked about");
  switch (*facts.recipient_existence) {
    case filters::Existence::unknown:
      return concat(who, ", of whom no recipient-validation-command can say anything");
    case filters::Existence::valid:
      return concat(who, ", whom a recipient-validation-command calls valid");
    case filters::Existence::invalid:
      return concat(who, ", whom a recipient-validation-command calls invalid");
    case filters::Existence::unavailable:
      return concat(who, ", whom a recipient-validation-command calls unavailable");
  }
  __builtin_unreachable();
}

std::string sender_and_recipient(const Facts& facts, const config::Settings& settings) {
  return concat(sender(facts, settings), " and ", recipient(facts, settings));
}

std::string right_to_relay(const Facts& facts, const config::Settings& settings) {
  std::string_view right = "which has no right to relay";
  const filters::ListFact& by_name = facts.list(filters::FactId::rdns_relay);
  if (facts.authenticated) {
    right = "which is authenticated";
  } else if (facts.relay_permitted) {
    right = "which may relay (by RELAYCLIENT or an ip-relay list)";
  } else if (by_name && by_name->has_value()) {
    right = "which may relay (by an rdns-relay list)";
  }
  return concat(recipient(facts, settings), domain_in_words(facts.recipient_locality),
                ", and the client, ", right);
}

std::string graylist_key(const Facts& facts, const config::Settings& settings) {
  return concat(sender_and_recipient(facts, settings), domain_in_words(facts.recipient_locality));
}

std::string recipients_so_far(const Facts& facts, const config::Settings&) {
  return concat("the number of recipients accepted before: ", to_text(facts.accepted_recipients));
}

std::string header(const Facts& facts, const config::Settings&) {
  if (facts.matched_header.empty()) return "the header of the message";
  return concat("the header line ", log::quoted_text(facts.matched_header));
}

Names reverse_name(const Facts& facts, const config::Settings&) {
  return {dns::reverse_name(facts.client)};
}

Names reverse_and_name(const Facts& facts, const config::Settings&) {
  return {dns::reverse_name(facts.client), std::string(facts.rdns_name())};
}

Names mail_domain(const Facts& facts, const config::Settings&) { return {facts.sender.domain}; }

Names address_in_dns_whitelist(const Facts& facts, const config::Settings& settings) {
  return address_in(facts, settings.dns_whitelist);
}

Names address_in_dns_blacklist(const Facts& facts, const config::Settings& settings) {
  return address_in(facts, settings.dns_blacklist);
}

Names rdns_in_rhs_whitelist(const Facts& facts, const config::Settings& settings) {
  return name_in(facts.rdns_name(), settings.rhs_whitelist);
}

Names rdns_in_rhs_blacklist(const Facts& facts, const config::Settings& settings) {
  return name_in(facts.rdns_name(), settings.rhs_blacklist);
}

Names sender_in_rhs_whitelist(const Facts& facts, const config::Settings& settings) {
  return name_in(facts.sender.domain, settings.rhs_whitelist);
}

Names sender_in_rhs_blacklist(const Facts& facts, const config::Settings& settings) {
  return name_in(facts.sender.domain, settings.rhs_blacklist);
}

}  // namespace spamweir::explain
