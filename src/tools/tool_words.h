// The words behind the name of a small tool: options first or in between, then what it works on.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace spamweir::tools {

struct ToolOption {
  std::string_view name;  // `-d`, `--from`
  bool takes_value = false;
};

struct ToolWords {
  std::vector<std::pair<std::string_view, std::string_view>> options;  // name, value
  std::vector<std::string_view> operands;
  bool help = false;

  bool has(std::string_view option) const;
  // Of the last one of that name.
  std::optional<std::string_view> value(std::string_view option) const;
};

// A value is the next word or, behind `--NAME=`, the rest of this one; `--` ends the options, and
// `-` alone is none. --help and -h are always known. An error says what is wrong.
Result<ToolWords> read_tool_words(std::span<const char* const> words,
                                  std::span<const ToolOption> known);

}  // namespace spamweir::tools
