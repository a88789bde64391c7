// What it means for a rejection that DNS has something, lacks it, or could not tell.
#pragma once

#include "config/rejection.h"
#include "filters/facts.h"

namespace spamweir::filters {

// Where the answer is temporary, an honest client comes again, so what could not be determined
// counts as missing as well. Where no name server answered at all, nothing is missing.
inline bool is_missing(Presence presence, config::Rejection rejection) {
  constexpr int kFirstPermanent = 500;  // RFC 5321 4.2.1
  switch (presence) {
    case Presence::absent:
      return true;
    case Presence::undetermined:
      return config::row_of(rejection).reply_code < kFirstPermanent;
    case Presence::present:
    case Presence::unasked:
      return false;
  }
  __builtin_unreachable();
}

}  // namespace spamweir::filters
