// What became of each filter in a rehearsal, in words: listens to the engine's judgements.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/given.h"
#include "config/settings.h"
#include "engine/inspector.h"
#include "explain/filter_rows.h"
#include "explain/origins.h"
#include "explain/told_lookups.h"
#include "graylist/overlay_store.h"

namespace spamweir::explain {

// One filter.
struct Finding {
  struct Detail {
    std::string_view label;
    std::string text;
    friend bool operator==(const Detail&, const Detail&) = default;
  };

  std::string name;
  bool is_on = false;   // its options are set
  std::string outcome;  // `refuses with …`, `not asked: …`
  std::vector<Detail> details;

  friend bool operator==(const Finding&, const Finding&) = default;
};

// All filters that one judgement was about, and those that it has left nothing to judge.
struct Account {
  smtp::Address recipient;  // of the judgement of a recipient
  std::vector<Finding> findings;
  std::string refuser;  // the filter that refuses; empty: none
  std::string cause;    // what made it refuse; may be empty
};

class Findings final : public engine::Inspector {
 public:
  // What the findings are made from. All must outlive them.
  struct Sources {
    const config::Settings& settings;         // of the configuration as a whole
    const std::vector<config::Given>& given;  // grows while recipients are judged
    const ToldLookups& lookups;
  };
  Findings(const Sources& sources, int64_t now_secs)
      : sources_(sources), base_given_(sources.given.size()), now_secs_(now_secs) {}

  void judged(const engine::Inspection& inspection) override;
  int64_t now_secs() override { return now_secs_; }
  // What graylisting does is done in an overlay.
  graylist::Stores stores(const config::GraylistSettings& settings) override;

  // A message was sent and nobody has judged its header.
  void message_went_unjudged();

  // The judgement of the connection or the sender, where recipients are not judged any more.
  const Account& before_recipients() const { return before_recipients_; }
  const std::vector<Account>& recipients() const { return recipients_; }
  const Account& header() const { return header_; }

 private:
  Account account_of(const engine::Inspection& inspection);
  Origins origins_for(const engine::Inspection& inspection);
  void add_details(Finding& finding, size_t place, const engine::Inspection& inspection,
                   const Origins& origins);
  void add_graylist_entry(Finding& finding, const FilterRow& row,
                          const engine::Inspection& inspection);
  void add_dns(Finding& finding, std::string_view name);

  Sources sources_;
  size_t base_given_;
  // Which of `given` the files of a recipient's own settings have set.
  std::map<const config::Settings*, std::pair<size_t, size_t>> own_given_;
  int64_t now_secs_;
  graylist::Overlay overlay_;
  Account before_recipients_;
  std::vector<Account> recipients_;
  Account header_;
};

}  // namespace spamweir::explain
