// What is refused for good, without being judged again: the rest of a message or of a connection.
#pragma once

#include <vector>

#include "engine/engine.h"

namespace spamweir::session {

struct StandingRefusal {
  filters::Verdict verdict;
  std::vector<engine::Rejected> trials;  // what filters on trial say of each recipient
};

// With the trials up to the stage `last`: what later ones say hangs on the recipient.
StandingRefusal make_standing_refusal(const engine::Judgement& judgement, filters::Verdict verdict,
                                      filters::Stage last);

}  // namespace spamweir::session
