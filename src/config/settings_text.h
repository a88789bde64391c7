// Settings in the words of a configuration file.
#pragma once

#include <string>

#include "config/settings.h"

namespace spamweir::config {

// A line `OPTION=VALUE` for each value of each option of the table, sorted by option: whoever reads
// them gets these settings. An option without a value has the line `# OPTION has no value`; of a
// secret it is only said whether it has one.
std::string settings_text(const Settings& settings);

}  // namespace spamweir::config
