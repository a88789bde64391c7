#include "explain/findings.h"

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

// The names of the filters that have said that.
std::string who_said(const Inspection& inspection, Kind kind) {
  const std::span<const Filter> order = filters::filters_in_order();
  std::string names;
  for (size_t i = 0; i < order.size(); ++i) {
    if (!said(inspection.hearings[i], kind)) continue;
    names += concat(names.empty() ? "" : " and ", order[i].name);
  }
  return names;
}

bool stands(const Inspection& inspection, size_t place) {
  const std::optional<engine::Rejected>& rejected = inspection.judgement.rejected;
  return rejected && said(inspection.hearings[place], Kind::reject) &&
         inspection.hearings[place].opinion.rejection == rejected->rejection &&
         filters::filters_in_order()[place].stage == rejected->stage;
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
      return concat(code, ", but ", who_said(inspection, Kind::allow), " spares the client");
    }
    case Kind::wait:
      return "was not waited for, because it would make no difference";
  }
  __builtin_unreachable();
}

std::string outcome_of(const Inspection& inspection, size_t place) {
  const auto refused = [&inspection] {
    return concat("not asked, because ", who_said(inspection, Kind::reject), " refuses before");
  };
  switch (inspection.hearings[place].course) {
    case Course::not_reached:
    case Course::after_rejection:
      return refused();
    case Course::spared_by_authentication:
      return "not asked, because the client is authenticated";
    case Course::spared_by_whitelist:
      return concat("not asked, because ", who_said(inspection, Kind::allow), " spares the client");
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
      add_details(finding, *row, inspection, origins);
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

void Findings::add_details(Finding& finding, const FilterRow& row, const Inspection& inspection,
                           const Origins& origins) {
  const filters::Facts& facts = inspection.facts;
  finding.details.push_back({"looked at", row.looks_at(facts, inspection.settings)});
  if (row.names != nullptr) {
    for (const std::string& name : row.names(facts, inspection.settings)) add_dns(finding, name);
  }
  add_graylist_entry(finding, row, inspection);
  const config::ListSource* list = row.list != nullptr ? &(inspection.settings.*row.list) : nullptr;
  if (const filters::Match* match = match_of(row, facts); list != nullptr && match != nullptr) {
    finding.details.push_back({"because", origins.match(*list, *match)});
    return;
  }
  std::string set_by;
  for (const SettingName& name : row.settings) {
    const std::string setting = origins.setting(name);
    if (!setting.empty()) set_by += concat(set_by.empty() ? "" : "; ", setting);
  }
  if (list != nullptr) {
    for (const std::string& piece : origins.list(*list)) {
      set_by += concat(set_by.empty() ? "" : "; ", piece);
    }
  }
  const bool has_nothing_to_say = finding.outcome.starts_with("has") || list != nullptr;
  if (!set_by.empty()) {
    finding.details.push_back({has_nothing_to_say ? "set by" : "because", std::move(set_by)});
  }
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
