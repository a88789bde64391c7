// The environment that tcpserver gives us, and the one that the server gets.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spamweir::os {

class Environment {
 public:
  // A copy of the process's own.
  static Environment of_process();

  std::optional<std::string_view> get(std::string_view name) const;
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);

  // NAME=value, ready for Command::environment.
  const std::vector<std::string>& variables() const { return variables_; }

 private:
  std::vector<std::string> variables_;
};

}  // namespace spamweir::os
