// A question as it travels, and whether what came back belongs to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dns/answer.h"
#include "os/random.h"

namespace spamweir::dns {

// The largest UDP reply that we ask for: it fits into every IPv6 packet, so it never comes in
// fragments, of which one could be forged (RFC 6891 6.2.5 and the DNS flag day of 2020).
inline constexpr size_t kMaxUdpReply = 1232;

struct Query {
  std::string bytes;  // the message
  bool mixes_case = false;
};

struct QueryForm {
  bool with_edns = true;
  // Each letter is upper or lower case by chance, and a reply must repeat it so (0x20).
  bool mix_case = true;
};

// A message that asks a recursive server (RFC 1035 4.1). `name` is canonical (names.h). Nothing
// where the system gives no random numbers.
std::optional<Query> make_query(std::string_view name, Type type, const QueryForm& form,
                                os::RandomSource& random);

enum class Match {
  no,           // a late or forged message, or noise
  wrong_case,   // right but for the case of the name, where that was mixed
  no_question,  // an error reply that repeats no question, with the right id
  yes,
};

// Whether `message` replies to `query`: the id, and name, type and class of the question.
Match match(const Query& query, std::string_view message);

}  // namespace spamweir::dns
