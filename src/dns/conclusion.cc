#include "dns/conclusion.h"

#include <arpa/nameser.h>

#include <utility>

namespace spamweir::dns {
namespace {

using Kind = Conclusion::Kind;

constexpr int kBadVersion = 16;  // RFC 6891 9: BADVERS

Conclusion plain(Kind kind) { return {kind, {}, {}, 0}; }

// The name that `name` is an alias of in this message, or null.
const std::string* alias_target(const Reply& reply, std::string_view name) {
  for (const OwnedRecord& answer : reply.answers) {
    if (answer.record.type == Type::cname && answer.owner == name) return &answer.record.text;
  }
  return nullptr;
}

bool is_wanted(const OwnedRecord& answer, std::string_view name, Type type) {
  return (type == Type::any || answer.record.type == type) && answer.owner == name;
}

std::vector<Record> take_records(Reply& reply, std::string_view name, Type type) {
  std::vector<Record> records;
  for (OwnedRecord& answer : reply.answers) {
    if (is_wanted(answer, name, type)) records.push_back(std::move(answer.record));
  }
  return records;
}

// Whether a reply without the records asked for still says that there are none: a resolver has
// followed everything that there was, an owner of the zone speaks of its own.
bool says_nothing_is_there(const Reply& reply) {
  return reply.has_authority_soa || reply.offers_recursion || reply.is_authoritative;
}

Conclusion conclude_empty(Reply& reply, std::string name, int aliases, bool followed) {
  // RFC 2308 2.1: the code is about the end of the chain.
  if (reply.code == ns_r_nxdomain) return {Kind::answered, {Outcome::no_name, {}, {}}, {}, 0};
  // Without the SOA of a negative answer (RFC 2308 2.2) nobody has looked at the end: some
  // forwarders give the first alias alone.
  const bool ends_here = !reply.is_truncated && reply.has_authority_soa;
  if (followed && !ends_here) return {Kind::goes_on, {}, std::move(name), aliases};
  if (reply.is_truncated || !says_nothing_is_there(reply)) return plain(Kind::server_failed);
  return {Kind::answered, {Outcome::no_data, {}, {}, reply.is_incomplete}, {}, 0};
}

}  // namespace

Conclusion conclude(Reply reply, std::string_view asked, Type type, int aliases) {
  const bool could_be_edns =
      reply.code == ns_r_formerr || reply.code == ns_r_notimpl || reply.code == kBadVersion;
  if (could_be_edns) return plain(Kind::edns_refused);
  if (reply.code != ns_r_noerror && reply.code != ns_r_nxdomain) return plain(Kind::server_failed);
  std::string name(asked);
  bool followed = false;
  const bool follows = type != Type::cname && type != Type::any;
  while (const std::string* target = follows ? alias_target(reply, name) : nullptr) {
    // A circle ends here as well: no server can say what is at its end.
    if (++aliases > kMaxAliases) return plain(Kind::server_failed);
    name = *target;
    followed = true;
  }
  std::vector<Record> records = take_records(reply, name, type);
  if (records.empty()) return conclude_empty(reply, std::move(name), aliases, followed);
  return {Kind::answered,
          {Outcome::found, std::move(records), std::move(reply.additional_addresses),
           reply.is_incomplete},
          {},
          0};
}

}  // namespace spamweir::dns
