#include "explain/findings.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "log/log.h"
#include "tools/output.h"

namespace spamweir::explain {
namespace {

using Course = engine::Hearing::Course;
using Kind = filters::Opinion::Kind;
using engine::Inspection;
using filters::Filter;
using filters::Stage;

bool said(const engine::Hearing& hearing, Kind kind) {
  return hearing.course == Course::asked && hearing.opinion.kind == kind;
}

bool stands(const Inspection& inspection, size_t place) {
  const std::optional<engine::Rejected>& rejected = inspection.judgement.rejected;
  return rejected && said(inspection.hearings[place], Kind::reject) &&
         inspection.hearings[place].opinion.rejection == rejected->rejection &&
         filters::filters_in_order()[place].stage == rejected->stage;
}

bool is_on_trial(const Inspection& inspection, config::Rejection rejection) {
  const std::vector<engine::Rejected>& tested = inspection.judgement.tested;
  return std::any_of(tested.begin(), tested.end(), [rejection](const engine::Rejected& would) {
    return would.rejection == rejection;
  });
}

// `ip-whitelist spares the client`, or several of them.
std::string who_spares(const Inspection& inspection) {
  const std::span<const Filter> order = filters::filters_in_order();
  std::string names;
  size_t count = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    if (!said(inspection.hearings[i], Kind::allow)) continue;
    names += concat(names.empty() ? "" : " and ", order[i].name);
    ++count;
  }
  return concat(names, count == 1 ? " spares" : " spare", " the client");
}

// The one whose refusal has not been lifted.
std::string_view who_refuses(const Inspection& inspection) {
  const std::span<const Filter> order = filters::filters_in_order();
  for (size_t i = 0; i < order.size(); ++i) {
    if (stands(inspection, i)) return order[i].name;
  }
  return "another";
}

std::string opinion_in_words(const Inspection& inspection, size_t place) {
  const filters::Opinion& opinion = inspection.hearings[place].opinion;
  const bool is_whitelist = filters::filters_in_order()[place].is_whitelist;
  switch (opinion.kind) {
    case Kind::nothing:
      return is_whitelist ? "does not spare the client" : "has nothing against it";
    case Kind::allow:
      return "spares the client";
    case Kind::reject: {
      const std::string code = concat("refuses with ", config::row_of(opinion.rejection).log_code);
      if (stands(inspection, place)) return code;
      if (is_on_trial(inspection, opinion.rejection)) {
        return concat("would refuse with ", config::row_of(opinion.rejection).log_code,
                      ", but is on trial (test-mode)");
      }
      return concat(code, ", but ", who_spares(inspection));
    }
    case Kind::wait:
      return "was not waited for, because it would make no difference";
  }
  __builtin_unreachable();
}

std::string outcome_of(const Inspection& inspection, size_t place) {
  switch (inspection.hearings[place].course) {
    case Course::not_reached:
    case Course::after_rejection:
      return concat("not asked, because ", who_refuses(inspection), " refuses before");
    case Course::spared_by_authentication:
      return "not asked, because the client is authenticated";
    case Course::spared_by_whitelist:
      return concat("not asked, because ", who_spares(inspection));
    case Course::asked:
      return opinion_in_words(inspection, place);
  }
  __builtin_unreachable();
}

// The stages before a judgement's have an account of their own; those behind it are left out where
// they are still to be reached.
bool concerns(const Inspection& inspection, const Filter& filter) {
  if (filter.stage < inspection.stages.first) return false;
  return filter.stage <= inspection.stages.last || inspection.judgement.rejected.has_value();
}

const filters::Match* match_of(const FilterRow& row, const filters::Facts& facts) {
  if (!row.fact) return nullptr;
  const filters::ListFact& fact = facts.list(*row.fact);
  return fact && fact->has_value() ? &**fact : nullptr;
}

// Of the settings that switch the filter on, and of its list.
std::string all_origins(const FilterRow& row, const config::Settings& settings,
                        const Origins& origins) {
  std::vector<std::string> pieces;
  for (const SettingName& name : row.settings) pieces.push_back(origins.setting(name));
  if (row.list != nullptr) pieces = origins.list(settings.*row.list);
  std::string text;
  for (const std::string& piece : pieces) {
    if (!piece.empty()) text += concat(text.empty() ? "" : "; ", piece);
  }
  return text;
}

}  // namespace

graylist::Stores Findings::stores(const config::GraylistSettings& settings) {
  graylist::Stores stores;
  for (std::unique_ptr<graylist::Store>& store : graylist::stores_of(settings)) {
    stores.push_back(
        std::make_unique<graylist::OverlayStore>(std::move(store), overlay_, now_secs_));
  }
  return stores;
}

void Findings::judged(const Inspection& inspection) {
  Account account = account_of(inspection);
  switch (inspection.stages.last) {
    case Stage::connection:
    case Stage::sender:
      before_recipients_ = std::move(account);
      return;
    case Stage::recipient:
      account.recipient = inspection.facts.recipient;
      recipients_.push_back(std::move(account));
      return;
    case Stage::header:
      header_ = std::move(account);
      return;
  }
}

void Findings::message_went_unjudged() {
  for (const Filter& filter : filters::filters_in_order()) {
    const FilterRow* row = find_row(filter);
    if (filter.stage != Stage::header || row == nullptr) continue;
    header_.findings.push_back(
        {std::string(filter.name),
         row->is_on(sources_.settings),
         "not asked, because authentication or whitelists spare all recipients",
         {}});
  }
}

Account Findings::account_of(const Inspection& inspection) {
  const std::span<const Filter> order = filters::filters_in_order();
  const Origins origins = origins_for(inspection);
  Account account;
  for (size_t i = 0; i < order.size(); ++i) {
    if (!concerns(inspection, order[i])) continue;
    const FilterRow* row = find_row(order[i]);
    const engine::Hearing& hearing = inspection.hearings[i];
    Finding finding{std::string(order[i].name), true, outcome_of(inspection, i), {}};
    if (row != nullptr) finding.is_on = row->is_on(inspection.settings);
    if (row != nullptr && finding.is_on && hearing.course == Course::asked) {
      add_details(finding, i, inspection, origins);
    }
    if (stands(inspection, i)) {
      account.refuser = finding.name;
      for (const Finding::Detail& detail : finding.details) {
        if (detail.label == "because") account.cause = detail.text;
      }
    }
    account.findings.push_back(std::move(finding));
  }
  return account;
}

// Recipients whom the same files fit share their settings, and files are read once.
Origins Findings::origins_for(const Inspection& inspection) {
  const std::span<const config::Given> all(sources_.given);
  const std::span<const config::Given> base = all.first(base_given_);
  if (inspection.stages.last == Stage::header) return {base, all.subspan(base_given_)};
  if (&inspection.settings == &sources_.settings) return {base, {}};
  size_t read_before = base_given_;
  for (const auto& [settings, range] : own_given_) {
    read_before = std::max(read_before, range.second);
  }
  const auto [range, is_new] =
      own_given_.try_emplace(&inspection.settings, read_before, all.size());
  return {base, all.subspan(range->second.first, range->second.second - range->second.first)};
}

void Findings::add_details(Finding& finding, size_t place, const Inspection& inspection,
                           const Origins& origins) {
  const FilterRow& row = *find_row(filters::filters_in_order()[place]);
  const filters::Facts& facts = inspection.facts;
  finding.details.push_back({"looked at", row.looks_at(facts, inspection.settings)});
  if (row.names != nullptr) {
    for (const std::string& name : row.names(facts, inspection.settings)) add_dns(finding, name);
  }
  add_graylist_entry(finding, row, inspection);
  const engine::Hearing& hearing = inspection.hearings[place];
  const bool decides = said(hearing, Kind::reject) || said(hearing, Kind::allow);
  const filters::Match* match = match_of(row, facts);
  std::string origin = decides && match != nullptr
                           ? origins.match(inspection.settings.*row.list, *match)
                           : all_origins(row, inspection.settings, origins);
  if (origin.empty()) return;
  finding.details.push_back({decides ? "because" : "set by", std::move(origin)});
}

// How long it still waits.
void Findings::add_graylist_entry(Finding& finding, const FilterRow& row,
                                  const Inspection& inspection) {
  const filters::Fact<filters::Graylisting>& graylisting = inspection.facts.graylisting;
  if (!row.asks_graylist || !graylisting || !graylisting->must_wait) return;
  const auto entry = overlay_.find(graylisting->path);
  if (entry == overlay_.end()) return;
  const int64_t since = entry->second.since_secs;
  const int64_t until = since + inspection.settings.graylist.min_secs;
  const std::string begun =
      since == now_secs_ ? "new" : concat("waiting since ", tools::time_text(since), " UTC");
  finding.details.push_back({"entry", concat(graylisting->path, ", ", begun, ", may pass from ",
                                             tools::time_text(until), " UTC on")});
}

// What DNS said of a name, and of the mail exchangers that it names.
void Findings::add_dns(Finding& finding, std::string_view name) {
  for (const ToldLookups::Asked& asked : sources_.lookups.asked_for(name)) {
    finding.details.push_back({"DNS", text_of(asked)});
    if (asked.type != dns::Type::mx || asked.answer == nullptr) continue;
    for (const dns::Record& record : asked.answer->records) {
      for (const ToldLookups::Asked& host : sources_.lookups.asked_for(record.text)) {
        finding.details.push_back({"DNS", text_of(host)});
      }
    }
  }
}

}  // namespace spamweir::explain
