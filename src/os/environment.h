// The environment that tcpserver gives us, and the one that the server gets.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spamweir::os {

// Variables that are not changed are not copied, so nobody may change the process's own environment
// while this one lives.
class Environment {
 public:
  Environment() = default;
  Environment(Environment&&) = default;
  Environment& operator=(Environment&&) = default;
  static Environment of_process();

  std::optional<std::string_view> get(std::string_view name) const;
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);

  // NAME=value each, and a null pointer at the end: what exec wants. Valid until the next change.
  const std::vector<const char*>& variables() const { return variables_; }

 private:
  std::vector<const char*> variables_ = {nullptr};
  // Those that were set here: a deque leaves them where they are.
  std::deque<std::string> own_;
};

}  // namespace spamweir::os
