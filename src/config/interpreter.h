// What a written name means: an option, a name of spamdyke 4, or nothing. Serves the command line
// and the files alike.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/aliases.h"
#include "config/options.h"
#include "config/problems.h"
#include "config/settings_builder.h"

namespace spamweir::config {

// A name that is known: exactly one of the two is set. Or unknown: none is.
struct KnownName {
  const Option* option = nullptr;
  const Alias* alias = nullptr;

  bool known() const { return option != nullptr || alias != nullptr; }
  // Whether a value must follow.
  bool needs_value() const;
};

class Interpreter {
 public:
  // Both must outlive the interpreter.
  Interpreter(SettingsBuilder& builder, Problems& problems);

  // By the full name only.
  static KnownName look_up(std::string_view name);

  // The option that a wrong text, which begins with a name, falls under; or null. Whatever stands
  // behind the name (`relay-level:x`) is no part of it.
  static const Option* meant_option(std::string_view text);

  // Sets what a known name stands for; the option must not be a Special one.
  void assign(const KnownName& name, std::optional<std::string_view> value, const Place& place);

  // Reports a name that nobody knows, or one that may be several.
  void refuse_unknown(std::string_view name, std::optional<std::string_view> value,
                      const Place& place);
  void refuse_ambiguous(std::string_view name, std::span<const Option> candidates,
                        const Place& place);
  // Reports a text that can't be read as an assignment at all.
  void refuse_text(std::string_view text, const Place& place, std::string_view why);

  SettingsBuilder& builder() { return builder_; }

 private:
  void assign_alias(const Alias& alias, std::optional<std::string_view> value, const Place& place);
  void set(const Option& option, std::optional<std::string_view> value, const Place& place);
  bool first_time(char& flag);
  bool must_report(std::string_view text) const;

  SettingsBuilder& builder_;
  Problems& problems_;
  // By row of aliases() and value_aliases(): whether its warning was given.
  std::vector<char> alias_warned_;
  std::vector<char> value_alias_warned_;
};

// The first run of letters, digits, dashes and underscores, behind quotes and the like.
std::string_view leading_name(std::string_view text);

// As much of a wrong name as a message may show: no value that was meant to follow it, which could
// be a password.
std::string shown_name(std::string_view name);

// `text`, which begins with `name`, as a message may show it: cut where it is long, and only the
// name where the rest could be a password. `meant` is the option that the name stands for or was
// probably to be, or null.
std::string shown_text(std::string_view text, std::string_view name, const Option* meant);

}  // namespace spamweir::config
