// The engine of one connection: it holds the facts, gathers what filters wait for, and gives
// judgements.
//
// A front door or session tells it what the dialogue brings (a sender, a recipient, a header) and
// asks for a judgement when SMTP needs one. Each FILTER_… line is logged once for what it speaks
// of: connection, message or recipient.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "engine/evaluation.h"
#include "filters/facts.h"
#include "filters/verdict.h"
#include "lists/address_list.h"
#include "lists/header_patterns.h"
#include "lists/local_domains.h"
#include "log/log.h"

namespace spamweir::engine {

// What the environment of the process says about the connection.
struct Connection {
  IpAddress client;
  bool relayclient_given = false;  // RELAYCLIENT was set before the filter started
};

class Engine {
 public:
  // All three must outlive the engine.
  Engine(const Connection& connection, const config::Settings& settings, log::Log& log);

  // Whether the server behind the filter must be told not to judge relaying (RELAYCLIENT), because
  // it is decided here.
  bool takes_over_relaying() const { return facts_.relayclient_is_ours; }

  // Whether settings depend on who authenticates or where mail goes, so that no dialogue may be
  // hidden from the filter.
  bool must_see_dialogue() const;

  const config::Settings& settings() const { return settings_; }
  const filters::Facts& facts() const { return facts_; }

  void note_early_talker() { facts_.early_talker = true; }
  void note_authenticated() { facts_.authenticated = true; }
  void begin_message(const smtp::Address& sender);
  void begin_recipient(const smtp::Address& recipient, size_t accepted_before);

  // Judgements on what is known. Facts that can be had at once are fetched at once, so none of
  // these is ever pending.
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
  void gather(filters::FactId fact);
  filters::ListFact look_up(filters::FactId fact);
  filters::ListFact look_up_header();
  filters::Locality locality_of(const smtp::Address& address);
  void forget(filters::Stage from);

  const config::Settings& settings_;
  log::Log& log_;
  filters::Facts facts_;
  lists::LocalDomains local_domains_;
  // What a connection asks about again and again is remembered by its list.
  lists::AddressList sender_whitelist_, sender_blacklist_;
  lists::AddressList recipient_whitelist_, recipient_blacklist_;
  std::optional<lists::HeaderPatterns> header_patterns_;  // read for the first message
  std::string_view header_;
  uint64_t logged_ = 0;  // a bit for each filter whose line is written
};

}  // namespace spamweir::engine
