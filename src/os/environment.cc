#include "os/environment.h"

#include <unistd.h>

#include <cstring>

#include "base/text.h"

namespace spamweir::os {
namespace {

// The value of NAME=value if it has that name.
std::optional<std::string_view> value_of(const char* variable, std::string_view name) {
  const bool named = variable != nullptr && std::strncmp(variable, name.data(), name.size()) == 0;
  if (!named || variable[name.size()] != '=') return std::nullopt;
  return variable + name.size() + 1;
}

}  // namespace

Environment Environment::of_process() {
  Environment environment;
  char** end = environ;
  while (end != nullptr && *end != nullptr) ++end;
  environment.variables_.assign(environ, end);
  environment.variables_.push_back(nullptr);
  return environment;
}

std::optional<std::string_view> Environment::get(std::string_view name) const {
  for (const char* variable : variables_) {
    if (const auto value = value_of(variable, name)) return value;
  }
  return std::nullopt;
}

void Environment::set(std::string_view name, std::string_view value) {
  remove(name);
  own_.push_back(concat(name, "=", value));
  variables_.back() = own_.back().c_str();
  variables_.push_back(nullptr);
}

void Environment::remove(std::string_view name) {
  std::erase_if(variables_,
                [name](const char* variable) { return value_of(variable, name).has_value(); });
}

}  // namespace spamweir::os
