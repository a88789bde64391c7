#include "session/standing_refusal.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace spamweir::session {

StandingRefusal make_standing_refusal(const engine::Judgement& judgement, filters::Verdict verdict,
                                      filters::Stage last) {
  StandingRefusal refusal{std::move(verdict), {}};
  std::copy_if(judgement.tested.begin(), judgement.tested.end(), std::back_inserter(refusal.trials),
               [last](const engine::Rejected& trial) { return trial.stage <= last; });
  return refusal;
}

}  // namespace spamweir::session
