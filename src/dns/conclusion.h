// What a reply means for the question that it replies to.
#pragma once

#include <string>
#include <string_view>

#include "dns/answer.h"
#include "dns/reply.h"

namespace spamweir::dns {

// The most CNAMEs that are followed from the name that was asked for, over all messages.
inline constexpr int kMaxAliases = 8;

struct Conclusion {
  enum class Kind {
    answered,       // `answer` holds it
    goes_on,        // the name is another's alias, and that one must be asked for: `next_name`
    server_failed,  // this server can't or won't say; another may
    edns_refused,   // this server may say when it is asked without EDNS
  };
  Kind kind = Kind::server_failed;
  Answer answer;
  std::string next_name;
  int aliases = 0;  // that were followed to next_name
};

// `name` is what this message was asked for, `aliases` how many were followed before. Takes apart
// what `reply` holds.
Conclusion conclude(Reply reply, std::string_view name, Type type, int aliases);

}  // namespace spamweir::dns
