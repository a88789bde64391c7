// Time that only goes forward, for time limits.
#pragma once

#include <chrono>
#include <optional>

namespace spamweir::os {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Deadline = std::optional<TimePoint>;  // empty: never

inline Deadline earlier(Deadline a, Deadline b) {
  if (!a || !b) return a ? a : b;
  return *a < *b ? a : b;
}

}  // namespace spamweir::os
