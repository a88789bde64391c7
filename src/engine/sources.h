// Whom the engine asks, and who listens.
#pragma once

#include "dns/lookups.h"
#include "engine/inspector.h"
#include "log/log.h"
#include "validation/validator.h"

namespace spamweir::engine {

// All must outlive who is given them.
struct Sources {
  dns::Lookups& lookups;
  log::Log& log;
  // Null: no recipient is asked about.
  validation::Validator* validator = nullptr;
  // Null: nobody. Else its stores and its time are the graylist's.
  Inspector* inspector = nullptr;
};

}  // namespace spamweir::engine
