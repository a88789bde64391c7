// What is known about a connection and its envelope. Filters read facts and nothing else; the
// engine gathers them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.h"
#include "smtp/address.h"

namespace spamweir::filters {

// Empty: nobody has asked yet. A filter that needs such a fact answers "wait", and is asked again
// when it is known.
template <typename T>
using Fact = std::optional<T>;

// The entry of a list that matched, as the log shows it.
struct Match {
  std::string reason;  // the entry, `file(line)` or a path; of a list in DNS its zone
  std::string where;  // `entry: …`, `file: …(…)`, `path: …` or the like, as FILTER lines end
  std::string detail = {};  // what the reply adds to the rejection text: `ZONE` or `ZONE: TEXT`
};
using ListFact = Fact<std::optional<Match>>;

// Whether a domain is one that qmail receives mail for. `unknown`: no rcpthosts file could be read.
enum class Locality { local, remote, unknown };

// What DNS says of something that should be there. That nothing is there, that its servers could
// not tell (SERVFAIL) and that no name server was there to ask are different things.
enum class Presence { present, absent, undetermined, unasked };

// Whether the server has somebody for an address: what the administrator's program says.
enum class Existence { unknown, valid, invalid, unavailable };

struct RdnsName {
  Presence presence = Presence::unasked;
  std::string name;  // lower case, without the last dot; empty unless present
};

// What the graylist said of sender and recipient. Asking it leaves a mark there.
struct Graylisting {
  bool must_wait = false;
  std::string path;  // of the entry
};

// What a filter can wait for: lists first.
enum class FactId {
  ip_whitelist,
  ip_blacklist,
  sender_whitelist,
  sender_blacklist,
  recipient_whitelist,
  recipient_blacklist,
  rdns_whitelist,
  rdns_blacklist,
  rdns_relay,
  ip_in_rdns_whitelist,
  ip_in_rdns_blacklist,
  dns_whitelist,
  dns_blacklist,
  rdns_rhs_whitelist,
  rdns_rhs_blacklist,
  sender_rhs_whitelist,
  sender_rhs_blacklist,
  graylist_exception_ip,
  graylist_exception_rdns,
  header_blacklist,
  rdns,
  rdns_address,
  ip_in_rdns,
  sender_mx,
  sender_locality,
  recipient_locality,
  recipient_existence,
  graylisting,
};
inline constexpr size_t kListFacts = static_cast<size_t>(FactId::header_blacklist) + 1;

// Facts about the client's rDNS name, which must be known first.
constexpr bool hangs_on_rdns(FactId fact) {
  switch (fact) {
    case FactId::rdns_whitelist:
    case FactId::rdns_blacklist:
    case FactId::rdns_relay:
    case FactId::ip_in_rdns_whitelist:
    case FactId::ip_in_rdns_blacklist:
    case FactId::rdns_rhs_whitelist:
    case FactId::rdns_rhs_blacklist:
    case FactId::graylist_exception_rdns:
      return true;
    default:
      return false;
  }
}

// Whether finding the fact out takes the time of a question to others. The rest is at hand.
constexpr bool takes_time(FactId fact) {
  switch (fact) {
    case FactId::rdns:
    case FactId::rdns_address:
    case FactId::dns_whitelist:
    case FactId::dns_blacklist:
    case FactId::sender_rhs_whitelist:
    case FactId::sender_rhs_blacklist:
    case FactId::sender_mx:
    case FactId::recipient_existence:
      return true;
    default:
      return hangs_on_rdns(fact);
  }
}

struct Facts {
  // The connection.
  IpAddress client;
  bool early_talker = false;
  bool authenticated = false;
  std::string user;                  // who authenticated; empty: nobody, or nobody knows
  bool relay_permitted = false;      // by RELAYCLIENT from outside, or by an ip-relay entry
  bool relay_is_unsure = false;      // DNS could not tell whether the client's name lets it relay
  bool relayclient_is_ours = false;  // the server behind does not judge relaying any more

  // The message.
  smtp::Address sender;
  smtp::Address recipient;
  size_t accepted_recipients = 0;  // of this message, before `recipient`
  std::string matched_header;      // the header line that header_blacklist speaks of

  std::array<ListFact, kListFacts> lists;  // by FactId
  Fact<RdnsName> rdns;
  Fact<Presence> rdns_address;  // whether the rDNS name has an address
  Fact<bool> ip_in_rdns;        // whether the client's address is written in its rDNS name
  Fact<Presence> sender_mx;     // whether mail can be sent to the sender's domain
  Fact<Locality> sender_locality;
  Fact<Locality> recipient_locality;
  Fact<Existence> recipient_existence;
  Fact<Graylisting> graylisting;

  const ListFact& list(FactId id) const { return lists[static_cast<size_t>(id)]; }
  ListFact& list(FactId id) { return lists[static_cast<size_t>(id)]; }

  // Empty while there is none or it is not known.
  std::string_view rdns_name() const { return rdns ? std::string_view(rdns->name) : ""; }
};

}  // namespace spamweir::filters
