// The rules by which opinions become one judgement, written once: order, what beats what, and what
// is not asked any more.
//
// Filters are asked in the documented order. The first rejection holds, unless a whitelist further
// on spares the client. What whitelists can't spare (filter-level, unqualified recipients,
// relaying) is final. A pure function: the same facts give the same judgement, so it is simply
// asked again whenever more facts are known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "filters/filter.h"

namespace spamweir::engine {

struct StageRange {
  filters::Stage first;
  filters::Stage last;
};

struct Rejected {
  config::Rejection rejection;
  std::string reason;
  std::string detail;  // what the reply adds to the rejection text
  bool is_temporary;   // although the rejection is a permanent one
  filters::Stage stage;
  bool whitelist_spares;  // a sender or recipient whitelist could still lift it
};

// A filter had something to say; `filter` is its place in filters_in_order().
struct Event {
  size_t filter;
  std::string log_line;
};

struct Judgement {
  // No judgement before this fact is known: all else is empty then.
  std::optional<filters::FactId> wanted;
  std::optional<Rejected> rejected;
  // What filters on trial (test-mode) would have refused, in the order of the filters.
  std::vector<Rejected> tested = {};
  bool whitelisted = false;
  std::vector<Event> events;
};

// What became of a filter, for those who want to know why a judgement is as it is.
struct Hearing {
  enum class Course {
    not_reached,  // the judgement is about other stages
    spared_by_authentication,
    spared_by_whitelist,
    after_rejection,  // another has refused before
    asked,
  };
  Course course = Course::not_reached;
  filters::Opinion opinion = {};  // asked: what it said. To wait: nobody waited for it
};
// By the place in filters_in_order().
using Hearings = std::vector<Hearing>;

// Where `hearings` is not null, it becomes that of this judgement.
Judgement evaluate(StageRange stages, const filters::Facts& facts, const config::Settings& settings,
                   Hearings* hearings = nullptr);

}  // namespace spamweir::engine
