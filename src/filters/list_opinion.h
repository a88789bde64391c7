// What all list filters share: a list that is not configured has nothing to say, one that is must
// be looked up first.
#pragma once

#include "base/text.h"
#include "filters/filter.h"
#include "log/log.h"

namespace spamweir::filters {

// The match of a configured list, or what to answer instead of looking at it.
struct ListAnswer {
  const Match* match = nullptr;  // points into the facts
  Opinion instead;
};

inline ListAnswer ask_list(const Facts& facts, FactId id, const config::ListSource& source) {
  if (source.empty()) return {nullptr, Opinion::nothing()};
  const ListFact& fact = facts.list(id);
  if (!fact) return {nullptr, Opinion::wait(id)};
  return {fact->has_value() ? &**fact : nullptr, Opinion::nothing()};
}

// An address as log lines show it: lower case, without blanks.
inline std::string logged(const smtp::Address& address) {
  return log::field(lower_case(address.text()), "");
}

}  // namespace spamweir::filters
