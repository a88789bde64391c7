// Finds facts out under one set of settings: in lists and files at once, in DNS when the answers
// come.
#pragma once

#include <optional>
#include <string_view>

#include "config/settings.h"
#include "engine/dns_facts.h"
#include "engine/sources.h"
#include "filters/facts.h"
#include "graylist/graylist.h"
#include "lists/address_list.h"
#include "lists/header_patterns.h"
#include "lists/local_domains.h"
#include "log/log.h"

namespace spamweir::engine {

class Gatherer {
 public:
  // `settings` must outlive the gatherer.
  Gatherer(const config::Settings& settings, const Sources& sources);

  // Puts the fact into `facts`, which say what it is about. False while the answer is on its way:
  // gather it again when more is known. Not for header_blacklist.
  [[nodiscard]] bool gather(filters::FactId fact, filters::Facts& facts);

  // Judges whole header lines with their line ends, without the blank line, by header-blacklist-*.
  void gather_header(std::string_view header, filters::Facts& facts);

 private:
  bool find(filters::FactId fact, filters::Facts& facts);
  bool gather_rdns(filters::Facts& facts);
  filters::Fact<filters::Existence> ask_about(const smtp::Address& recipient);
  filters::ListFact look_up(filters::FactId fact, const filters::Facts& facts);
  filters::ListFact look_up_rdns(filters::FactId fact, const filters::Facts& facts);
  filters::ListFact look_up_relay_name(filters::Facts& facts);
  filters::Graylisting check_graylist(const filters::Facts& facts);
  filters::Locality locality_of(const smtp::Address& address);

  const config::Settings& settings_;
  log::Log& log_;
  Sources sources_;
  DnsFacts dns_;
  lists::LocalDomains local_domains_;
  // What a connection asks about again and again is remembered by its list.
  lists::AddressList sender_whitelist_, sender_blacklist_;
  lists::AddressList recipient_whitelist_, recipient_blacklist_;
  std::optional<lists::HeaderPatterns> header_patterns_;  // read for the first message
  std::optional<graylist::Graylist> graylist_;            // when it is first asked
};

}  // namespace spamweir::engine
