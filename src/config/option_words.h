// What people are told of an option besides its explanation, in the same words everywhere.
#pragma once

#include <string>
#include <vector>

#include "config/options.h"

namespace spamweir::config {

// What follows the name on the command line: ` NUM`, ` none|normal`, `[=BOOL]`, or nothing.
std::string value_suffix(const Option& option);

// `Value: a whole number …`, `Default: 0`, `Given twice: …`, `Valid in: …`: a line each, without
// those that the option has not.
struct Fact {
  std::string_view name;
  std::string text;
};
std::vector<Fact> facts_of(const Option& option);

}  // namespace spamweir::config
