// Who wants to know what the engine would decide and why, and leaves no trace of having asked.
#pragma once

#include <cstdint>

#include "engine/evaluation.h"
#include "graylist/graylist.h"

namespace spamweir::engine {

// A judgement that was given, and all that it rests on. Valid during the call only.
struct Inspection {
  StageRange stages;
  const filters::Facts& facts;
  const config::Settings& settings;
  const Judgement& judgement;
  const Hearings& hearings;
};

class Inspector {
 public:
  virtual ~Inspector() = default;

  // Called for each judgement, once it is known.
  virtual void judged(const Inspection& inspection) = 0;

  // The time by which graylists are asked, in seconds since 1970, and the stores that are asked.
  virtual int64_t now_secs() = 0;
  virtual graylist::Stores stores(const config::GraylistSettings& settings) = 0;
};

}  // namespace spamweir::engine
