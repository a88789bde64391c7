// Reads the options of the command line, up to the server's command.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/interpreter.h"
#include "config/problems.h"

namespace spamweir::config {

// What the program is to do: filter a session, or print something and stop.
enum class Action { run, config_test, explain, help, more_help, version };

class CommandLine {
 public:
  // `words` are the arguments without the program's own name; all three must outlive the object.
  CommandLine(std::span<const char* const> words, Interpreter& interpreter, Problems& problems);

  // Reads all options. To be called once, before the following.
  void read();

  // The first of --help, --more-help, --version and --explain that was given, else run.
  Action action() const { return action_.value_or(Action::run); }
  // The files to be read now, in order.
  const std::vector<std::string>& config_files() const { return config_files_; }
  // How many words come before the server's command.
  size_t command_at() const { return next_; }

 private:
  void read_long(std::string_view word);
  void read_short(std::string_view word);
  KnownName resolve(std::string_view name, std::optional<std::string_view> value);
  void give(const KnownName& name, std::optional<std::string_view> value);
  void give_special(const Assignment& assignment, Special special);
  std::optional<std::string_view> next_word();

  std::span<const char* const> words_;
  Interpreter& interpreter_;
  Problems& problems_;
  const Place place_;
  size_t next_ = 0;
  std::optional<Action> action_;
  std::vector<std::string> config_files_;
};

}  // namespace spamweir::config
