#include "auth/failures.h"

#include <algorithm>

namespace spamweir::auth {

using std::chrono::seconds;

Failures::Penalty Failures::add() {
  const seconds next = count_ == 0 ? seconds(settings_.failure_delay_secs) : delay_ * 2;
  delay_ = std::min(next, kLongestDelay);
  ++count_;
  return {delay_, settings_.max_failures > 0 && count_ >= settings_.max_failures};
}

}  // namespace spamweir::auth
