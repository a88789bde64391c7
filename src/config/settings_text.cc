#include "config/settings_text.h"

#include <string_view>
#include <variant>
#include <vector>

#include "base/text.h"
#include "config/options.h"

namespace spamweir::config {
namespace {

using Values = std::vector<std::string>;

Values value_of_text(const std::string& text) { return text.empty() ? Values() : Values{text}; }

// The names whose bits are all set. One that stands for several others, or for none, says nothing
// more.
Values names_of_bits(const Option& option, unsigned bits) {
  Values values;
  for (const Name& name : option.names) {
    const auto bit = static_cast<unsigned>(name.value);
    const bool is_single = bit != 0 && (bit & (bit - 1)) == 0;
    if (is_single && (bits & bit) != 0) values.emplace_back(name.text);
  }
  return values;
}

Values name_of_choice(const Option& option, int value) {
  for (const Name& name : option.names) {
    if (name.value == value) return {std::string(name.text)};
  }
  return {};
}

// The targets take settings that can be changed; they stay as they are.
Values values_in(const Option& option, Settings& settings) {
  if (const auto* list = std::get_if<ListOf>(&option.target)) return (*list)(settings);
  if (const auto* text = std::get_if<TextOf>(&option.target)) {
    return value_of_text((*text)(settings));
  }
  if (const auto* number = std::get_if<NumberOf>(&option.target)) {
    return {to_text(static_cast<uint64_t>((*number)(settings)))};
  }
  if (const auto* bits = std::get_if<BitsOf>(&option.target)) {
    return names_of_bits(option, (*bits)(settings));
  }
  if (const auto* flag = std::get_if<BoolOf>(&option.target)) {
    return {(*flag)(settings) ? "yes" : "no"};
  }
  if (const auto* choice = std::get_if<Choice>(&option.target)) {
    return name_of_choice(option, choice->get(settings));
  }
  return {};
}

}  // namespace

Values values_of(const Option& option, const Settings& settings) {
  Settings copy = settings;
  return values_in(option, copy);
}

std::string settings_text(const Settings& settings) {
  Settings copy = settings;
  std::string text;
  for (const Option& option : options()) {
    if (!option.is_setting() || (option.scope & kConfigFile) == 0) continue;
    const Values values = values_in(option, copy);
    if (option.secret) {
      text += concat("# ", option.name, values.empty() ? " has no value" : " is not shown", "\n");
      continue;
    }
    if (values.empty()) text += concat("# ", option.name, " has no value\n");
    for (const std::string& value : values) text += concat(option.name, "=", value, "\n");
  }
  return text;
}

}  // namespace spamweir::config
