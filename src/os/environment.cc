#include "os/environment.h"

#include <unistd.h>

#include <algorithm>

#include "base/text.h"

namespace spamweir::os {
namespace {

bool is_named(std::string_view variable, std::string_view name) {
  return variable.size() > name.size() && variable.substr(0, name.size()) == name &&
         variable[name.size()] == '=';
}

}  // namespace

Environment Environment::of_process() {
  Environment environment;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    environment.variables_.emplace_back(*variable);
  }
  return environment;
}

std::optional<std::string_view> Environment::get(std::string_view name) const {
  for (const std::string& variable : variables_) {
    if (is_named(variable, name)) return std::string_view(variable).substr(name.size() + 1);
  }
  return std::nullopt;
}

void Environment::set(std::string_view name, std::string_view value) {
  remove(name);
  variables_.push_back(concat(name, "=", value));
}

void Environment::remove(std::string_view name) {
  std::erase_if(variables_,
                [name](const std::string& variable) { return is_named(variable, name); });
}

}  // namespace spamweir::os
