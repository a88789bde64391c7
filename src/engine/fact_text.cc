#include "engine/fact_text.h"

#include <iterator>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "log/log.h"

namespace spamweir::engine {
namespace {

using filters::Existence;
using filters::Fact;
using filters::FactId;
using filters::Facts;
using filters::Locality;
using filters::Presence;

constexpr std::string_view kUnknown = "not known yet";

// In the order of FactId.
constexpr std::string_view kNames[] = {
    "ip_whitelist",
    "ip_blacklist",
    "sender_whitelist",
    "sender_blacklist",
    "recipient_whitelist",
    "recipient_blacklist",
    "rdns_whitelist",
    "rdns_blacklist",
    "rdns_relay",
    "ip_in_rdns_whitelist",
    "ip_in_rdns_blacklist",
    "dns_whitelist",
    "dns_blacklist",
    "rdns_rhs_whitelist",
    "rdns_rhs_blacklist",
    "sender_rhs_whitelist",
    "sender_rhs_blacklist",
    "graylist_exception_ip",
    "graylist_exception_rdns",
    "header_blacklist",
    "rdns",
    "rdns_address",
    "ip_in_rdns",
    "sender_mx",
    "sender_locality",
    "recipient_locality",
    "recipient_existence",
    "graylisting",
};

std::string_view word_of(Fact<Presence> presence) {
  if (!presence) return kUnknown;
  switch (*presence) {
    case Presence::present:
      return "there";
    case Presence::absent:
      return "not there";
    case Presence::undetermined:
      return "the name servers could not tell";
    case Presence::unasked:
      return "no name server was asked";
  }
  __builtin_unreachable();
}

std::string_view word_of(Fact<Locality> locality) {
  if (!locality) return kUnknown;
  switch (*locality) {
    case Locality::local:
      return "local";
    case Locality::remote:
      return "remote";
    case Locality::unknown:
      return "can't be known, rcpthosts can't be read";
  }
  __builtin_unreachable();
}

std::string_view word_of(Fact<bool> fact) {
  if (!fact) return kUnknown;
  return *fact ? "yes" : "no";
}

std::string_view word_of(Fact<Existence> existence) {
  if (!existence) return kUnknown;
  switch (*existence) {
    case Existence::unknown:
      return "can't be said";
    case Existence::valid:
      return "valid";
    case Existence::invalid:
      return "invalid";
    case Existence::unavailable:
      return "unavailable";
  }
  __builtin_unreachable();
}

std::string list_text(const filters::ListFact& list) {
  if (!list) return std::string(kUnknown);
  return *list ? log::field((*list)->reason, "found") : "no match";
}

std::string value_text(FactId fact, const Facts& facts) {
  switch (fact) {
    case FactId::rdns:
      return facts.rdns_name().empty()
                 ? std::string(
                       word_of(facts.rdns ? Fact<Presence>(facts.rdns->presence) : std::nullopt))
                 : log::field(facts.rdns_name(), "");
    case FactId::rdns_address:
      return std::string(word_of(facts.rdns_address));
    case FactId::ip_in_rdns:
      return std::string(word_of(facts.ip_in_rdns));
    case FactId::sender_mx:
      return std::string(word_of(facts.sender_mx));
    case FactId::sender_locality:
      return std::string(word_of(facts.sender_locality));
    case FactId::recipient_locality:
      return std::string(word_of(facts.recipient_locality));
    case FactId::recipient_existence:
      return std::string(word_of(facts.recipient_existence));
    case FactId::graylisting:
      if (!facts.graylisting) return std::string(kUnknown);
      return concat(facts.graylisting->must_wait ? "must wait" : "need not wait", " ",
                    log::quoted_text(facts.graylisting->path));
    default:
      return list_text(facts.list(fact));
  }
}

}  // namespace

std::string fact_text(FactId fact, const Facts& facts) {
  static_assert(std::size(kNames) == static_cast<size_t>(FactId::graylisting) + 1);
  return concat(kNames[static_cast<size_t>(fact)], ": ", value_text(fact, facts));
}

}  // namespace spamweir::engine
