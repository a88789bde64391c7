// What there is to be said of each filter beside its opinion: what it looks at, what switches it
// on, and which names it asks DNS for.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "explain/origins.h"
#include "filters/filter.h"

namespace spamweir::explain {

struct FilterRow {
  std::string_view name;  // as Filter::name
  filters::Stage stage;
  bool (*is_on)(const config::Settings&);
  // What it looks at, in words.
  std::string (*looks_at)(const filters::Facts&, const config::Settings&);
  std::span<const SettingName> settings = {};            // that switch it on
  config::ListSource config::Settings::*list = nullptr;  // that it looks into
  std::optional<filters::FactId> fact = {};              // what the list said
  bool asks_graylist = false;
  // Under which names DNS was asked. It may have been asked for more of them than for this filter.
  std::vector<std::string> (*names)(const filters::Facts&, const config::Settings&) = nullptr;
};

// Null for a filter that nobody has written a row for.
const FilterRow* find_row(const filters::Filter& filter);

}  // namespace spamweir::explain
