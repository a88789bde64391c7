// Time that only goes forward, for time limits.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace spamweir::os {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Deadline = std::optional<TimePoint>;  // empty: never

// Seconds since 1970, as files and logs have them; may jump.
inline int64_t wall_clock_secs() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

inline Deadline earlier(Deadline a, Deadline b) {
  if (!a || !b) return a ? a : b;
  return *a < *b ? a : b;
}

}  // namespace spamweir::os
