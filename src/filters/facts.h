// What is known about a connection and its envelope. Filters read facts and nothing else; the
// engine gathers them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "base/ip_address.h"
#include "smtp/address.h"

namespace spamweir::filters {

// Empty: nobody has asked yet. A filter that needs such a fact answers "wait", and is asked again
// when it is known.
template <typename T>
using Fact = std::optional<T>;

// The entry of a list that matched, as the log shows it.
struct Match {
  std::string reason;  // the entry, `file(line)` or a path
  std::string where;   // `entry: …`, `file: …(…)` or `path: …`, as FILTER lines end
};
using ListFact = Fact<std::optional<Match>>;

// Whether a domain is one that qmail receives mail for. `unknown`: no rcpthosts file could be read.
enum class Locality { local, remote, unknown };

// What a filter can wait for.
enum class FactId {
  ip_whitelist,
  ip_blacklist,
  sender_whitelist,
  sender_blacklist,
  recipient_whitelist,
  recipient_blacklist,
  header_blacklist,
  sender_locality,
  recipient_locality,
};
inline constexpr size_t kListFacts = static_cast<size_t>(FactId::header_blacklist) + 1;

struct Facts {
  // The connection.
  IpAddress client;
  bool early_talker = false;
  bool authenticated = false;
  bool relay_permitted = false;      // by RELAYCLIENT from outside, or by an ip-relay entry
  bool relayclient_is_ours = false;  // the server behind does not judge relaying any more

  // The message.
  smtp::Address sender;
  smtp::Address recipient;
  size_t accepted_recipients = 0;  // of this message, before `recipient`
  std::string matched_header;      // the header line that header_blacklist speaks of

  std::array<ListFact, kListFacts> lists;  // by FactId
  Fact<Locality> sender_locality;
  Fact<Locality> recipient_locality;

  const ListFact& list(FactId id) const { return lists[static_cast<size_t>(id)]; }
  ListFact& list(FactId id) { return lists[static_cast<size_t>(id)]; }
};

}  // namespace spamweir::filters
