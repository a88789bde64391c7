// What every check of --config-test works with.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checkup/report.h"
#include "config/given.h"
#include "config/options.h"
#include "config/settings.h"
#include "config/settings_builder.h"

namespace spamweir::checkup {

struct Examination {
  // What counts in the end. A copy of one's own: the table's rows reach into it.
  config::Settings settings;
  // All that was written, whether something later took it back or not.
  const std::vector<config::Given>& given;
  // What files of a config-dir go on from; nothing where there is no config-dir.
  const std::optional<config::SettingsBuilder::State>& base;
  Report& report;
  // `OPTION=VALUE` of all that was looked at: many files of a config-dir may say the same.
  std::set<std::string>& checked;
};

// Whether the option was written anywhere.
bool is_given(const Examination& examination, std::string_view option);

// The assignments of an option that count in the end, each value once: of a list those that are
// still in it, of other options the last one unless it brought the default back.
std::vector<const config::Given*> in_effect(Examination& examination, const config::Option& option);

// Whether any filter has to ask DNS.
bool needs_dns(const config::Settings& settings);

// `/etc/spamweir.conf(12)` or `command line`.
std::string place_of(const config::Origin& origin);

// `qmaild` or `the user that runs this test`: who must be able to do something.
std::string user_of(const config::Settings& settings);

}  // namespace spamweir::checkup
