// Settings in the words of a configuration file.
#pragma once

#include <string>
#include <vector>

#include "config/options.h"
#include "config/settings.h"

namespace spamweir::config {

// The values that a setting has, in words that give it again: several of one that adds up or is
// combined, none where nothing is set. Of texts with a default of their own only what replaces it.
std::vector<std::string> values_of(const Option& option, const Settings& settings);

// A line `OPTION=VALUE` for each value of each option that may stand in a file, sorted by option:
// whoever reads them gets these settings. An option without a value has the line `# OPTION has no
// value`; of a secret it is only said whether it has one.
std::string settings_text(const Settings& settings);

}  // namespace spamweir::config
