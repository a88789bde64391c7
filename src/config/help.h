// What --help, --more-help and --version print, made from the options table.
#pragma once

#include <string>

namespace spamweir::config {

// The usage and two lines an option, its forms and what it does, sorted by name, at most 80 columns
// wide.
std::string help_text();

// Each option at length, wrapped at 78 columns.
std::string more_help_text();

// Name, version and license.
std::string version_text();

}  // namespace spamweir::config
