// The engine of one connection: it holds the facts, gathers what filters wait for, and gives
// judgements.
//
// A front door or session tells it what the dialogue brings (a sender, a recipient, a header) and
// asks for a judgement when SMTP needs one. Facts that are at hand (lists, files) are gathered when
// they are needed; questions to DNS go out as soon as what they ask about is known, so that the
// dialogue hides the time that they take. Each FILTER_… line is logged once for what it speaks of:
// connection, message or recipient.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "dns/lookups.h"
#include "engine/evaluation.h"
#include "engine/gatherer.h"
#include "filters/facts.h"
#include "filters/verdict.h"
#include "log/log.h"

namespace spamweir::engine {

// What the environment of the process says about the connection.
struct Connection {
  IpAddress client;
  bool relayclient_given = false;  // RELAYCLIENT was set before the filter started
};

class Engine {
 public:
  // All must outlive the engine.
  Engine(const Connection& connection, const config::Settings& settings, dns::Lookups& lookups,
         log::Log& log);

  // Whether the server behind the filter must be told not to judge relaying (RELAYCLIENT), because
  // it is decided here.
  bool takes_over_relaying() const { return facts_.relayclient_is_ours; }

  // Whether settings depend on who authenticates or where mail goes, so that no dialogue may be
  // hidden from the filter.
  bool must_see_dialogue() const;

  const config::Settings& settings() const { return settings_; }
  const filters::Facts& facts() const { return facts_; }

  // Asks DNS whatever the filters of the connection need. Nothing is asked before.
  void begin();
  // More answers have come: what was asked for again and again may be known now, and new questions
  // may follow from it.
  void advance();

  void note_early_talker() { facts_.early_talker = true; }
  void note_authenticated() { facts_.authenticated = true; }
  void begin_message(const smtp::Address& sender);
  void begin_recipient(const smtp::Address& recipient, size_t accepted_before);

  // Judgements on what is known. While one waits for DNS its `wanted` says for what; ask again
  // after advance().
  Judgement judge_connection();
  Judgement judge_sender();
  Judgement judge_recipient();
  // `header`: whole lines with their line ends, without the blank line.
  Judgement judge_header(std::string_view header);

  // Whether a header would be looked at at all: else nobody needs to hold it.
  bool has_header_filter() const { return !settings_.header_blacklist.empty(); }

  filters::Verdict verdict_for(const Rejected& rejected) const;
  filters::Verdict verdict_for(config::Rejection rejection) const;

 private:
  void decide_relaying(const Connection& connection);
  Judgement judge(StageRange stages);
  void ask_ahead(filters::Stage stage);
  void log_events(const Judgement& judgement);
  void forget(filters::Stage from);

  const config::Settings& settings_;
  log::Log& log_;
  filters::Facts facts_;
  Gatherer gatherer_;
  std::optional<filters::Stage> stage_;  // up to which DNS is asked ahead
  uint64_t logged_ = 0;                  // a bit for each filter whose line is written
};

}  // namespace spamweir::engine
