// What people are told of an option besides its explanation, in the same words everywhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/options.h"

namespace spamweir::config {

// `-a, --max-recipients NUM`, `--log-target NAME`: as the command line has it, with `no_letter` in
// front where there is no short form.
std::string command_line_form(const Option& option, std::string_view no_letter);

// `max-recipients=NUM`: as a line of a file has it.
std::string file_form(const Option& option);

// `Value: a whole number …`, `Default: 0`, `Given twice: …`, `Valid in: …`: a line each, without
// those that the option has not.
struct Fact {
  std::string_view name;
  std::string text;
};
std::vector<Fact> facts_of(const Option& option);

}  // namespace spamweir::config
