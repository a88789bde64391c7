#include "tools/tool_words.h"

#include <algorithm>

#include "base/text.h"

namespace spamweir::tools {
namespace {

const ToolOption* find_option(std::string_view name, std::span<const ToolOption> known) {
  const auto found = std::find_if(known.begin(), known.end(),
                                  [name](const ToolOption& option) { return option.name == name; });
  return found == known.end() ? nullptr : &*found;
}

}  // namespace

bool ToolWords::has(std::string_view option) const { return value(option).has_value(); }

std::optional<std::string_view> ToolWords::value(std::string_view option) const {
  const auto found = std::find_if(options.rbegin(), options.rend(),
                                  [option](const auto& given) { return given.first == option; });
  if (found == options.rend()) return std::nullopt;
  return found->second;
}

Result<ToolWords> read_tool_words(std::span<const char* const> words,
                                  std::span<const ToolOption> known) {
  ToolWords read;
  bool options_ended = false;
  for (size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (options_ended || word.size() < 2 || word[0] != '-') {
      read.operands.push_back(word);
      continue;
    }
    if (word == "--") {
      options_ended = true;
      continue;
    }
    if (word == "--help" || word == "-h") {
      read.help = true;
      continue;
    }
    const size_t equals = word.starts_with("--") ? word.find('=') : std::string_view::npos;
    const ToolOption* option = find_option(word.substr(0, equals), known);
    const bool has_value = equals != std::string_view::npos;
    if (option == nullptr) {
      return Error{concat("unknown option ", word.substr(0, equals), "; --help lists all")};
    }
    if (has_value && !option->takes_value) return Error{concat(option->name, " takes no value")};
    if (option->takes_value && !has_value && ++at == words.size()) {
      return Error{concat(option->name, " needs a value")};
    }
    std::string_view value;
    if (option->takes_value) value = has_value ? word.substr(equals + 1) : words[at];
    read.options.emplace_back(option->name, value);
  }
  return read;
}

}  // namespace spamweir::tools
