// Judges one client, message or recipient under one set of settings: gathers the facts that the
// filters wait for, and logs what they have to say once.
#pragma once

#include <cstdint>
#include <string_view>

#include "config/settings.h"
#include "engine/evaluation.h"
#include "engine/gatherer.h"
#include "engine/inspector.h"
#include "filters/facts.h"
#include "log/log.h"

namespace spamweir::engine {

class Assessor {
 public:
  // `settings` must outlive the assessor.
  Assessor(const config::Settings& settings, const Sources& sources)
      : settings_(settings),
        log_(sources.log),
        inspector_(sources.inspector),
        gatherer_(settings, sources) {}

  const config::Settings& settings() const { return settings_; }
  // What is known. Whoever changes what a fact is about must forget() it.
  filters::Facts& facts() { return facts_; }
  const filters::Facts& facts() const { return facts_; }

  // Takes over what others know of the client and the envelope, but nothing that hangs on settings.
  void adopt(const filters::Facts& facts);
  // What was known or logged of this stage and those behind it speaks of somebody else now.
  void forget(filters::Stage from);

  // Asks DNS for all that filters up to `stage` need to know, whatever the others say.
  void ask_ahead(filters::Stage stage);
  // Whether the client's name is known; asks for it if not.
  bool knows_rdns() { return gatherer_.gather(filters::FactId::rdns, facts_); }

  // While the judgement waits for DNS its `wanted` says for what, and all that is needed is asked.
  Judgement judge(StageRange stages);
  // `header`: whole lines with their line ends, without the blank line.
  Judgement judge_header(std::string_view header);

 private:
  bool is_beyond_dns() const;
  bool is_excused_by_address();
  void log_events(const Judgement& judgement);

  const config::Settings& settings_;
  log::Log& log_;
  Inspector* inspector_;
  Gatherer gatherer_;
  filters::Facts facts_;
  uint64_t logged_ = 0;  // a bit for each filter whose line is written
};

}  // namespace spamweir::engine
