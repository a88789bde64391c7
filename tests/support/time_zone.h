// Time zones that need no files of the system: as the variable TZ has them (tzset(3)).
#pragma once

#include <cstdlib>
#include <ctime>

namespace spamweir::testing {

inline constexpr const char* kBerlin = "CET-1CEST,M3.5.0,M10.5.0/3";
// Its winter time is what tm_isdst calls summer time.
inline constexpr const char* kDublin = "IST-1GMT0,M10.5.0,M3.5.0/1";
inline constexpr const char* kLordHowe = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0";
inline constexpr const char* kUtc = "UTC0";

// For the rest of a test, which is a process of its own.
inline void live_in(const char* zone) {
  setenv("TZ", zone, 1);
  tzset();
}

}  // namespace spamweir::testing
