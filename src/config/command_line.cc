#include "config/command_line.h"

#include "base/text.h"
#include "config/list_edit.h"

namespace spamweir::config {

namespace {

bool is_option_word(std::string_view word) { return word.size() >= 2 && word.front() == '-'; }

// A wrong name that meant an option with a value has the value after it; else that would be taken
// for the command.
bool seems_to_need_value(std::string_view name) {
  // `--name:value` has it.
  if (leading_name(name) != name) return false;
  const auto candidates = options_beginning_with(name);
  const Option* meant = candidates.empty() ? guarding_option(name) : candidates.data();
  return meant != nullptr && KnownName{.option = meant}.needs_value();
}

}  // namespace

CommandLine::CommandLine(std::span<const char* const> words, Interpreter& interpreter,
                         Problems& problems)
    : words_(words), interpreter_(interpreter), problems_(problems) {}

void CommandLine::read() {
  while (next_ < words_.size()) {
    const std::string_view word = words_[next_];
    if (!is_option_word(word)) return;
    ++next_;
    if (word == "--") return;
    if (word[1] == '-') {
      read_long(word.substr(2));
    } else {
      read_short(word.substr(1));
    }
  }
}

void CommandLine::read_long(std::string_view word) {
  const size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  std::optional<std::string_view> value;
  if (equals != std::string_view::npos) value = word.substr(equals + 1);

  const KnownName known = resolve(name, value);
  if (!known.known()) {
    if (!value && seems_to_need_value(name)) next_word();
    return;
  }
  if (!value && known.needs_value()) value = next_word();
  give(known, value);
}

// An unknown name after reporting it.
KnownName CommandLine::resolve(std::string_view name, std::optional<std::string_view> value) {
  const KnownName known = Interpreter::look_up(name);
  if (known.known()) return known;
  const auto candidates = name.empty() ? std::span<const Option>() : options_beginning_with(name);
  if (candidates.empty()) {
    interpreter_.refuse_unknown(name, value, place_);
    return {};
  }
  if (candidates.size() > 1) {
    interpreter_.refuse_ambiguous(name, candidates, place_);
    return {};
  }
  const Option& option = candidates.front();
  problems_.warning(place_, concat("--", name, " is taken for --", option.name,
                                   "; write it in full, more options may begin like that later"));
  return {.option = &option};
}

void CommandLine::read_short(std::string_view word) {
  const Option* option = find_option(word.front());
  if (option == nullptr) {
    const std::string_view letter = word.substr(0, 1);
    return interpreter_.builder().refuse_name(concat("-", letter), nullptr, place_,
                                              "unknown option, --help lists all options");
  }
  const KnownName known{.option = option};
  std::optional<std::string_view> value;
  if (word.size() > 1) {
    value = word.substr(1);
  } else if (known.needs_value()) {
    value = next_word();
  }
  give(known, value);
}

void CommandLine::give(const KnownName& name, std::optional<std::string_view> value) {
  const auto* special =
      name.option != nullptr ? std::get_if<Special>(&name.option->target) : nullptr;
  // Whoever asks for a test must not be given a service.
  const bool tests = name.option != nullptr && name.option->name == "config-test";
  if (tests) action_ = action_.value_or(Action::config_test);
  if (special == nullptr) return interpreter_.assign(name, value, place_);
  const Assignment assignment{*name.option, value, place_};
  if (interpreter_.builder().complete(assignment)) give_special(assignment, *special);
}

void CommandLine::give_special(const Assignment& assignment, Special special) {
  char given = 1;
  switch (special) {
    case Special::help:
      action_ = action_.value_or(Action::help);
      return;
    case Special::more_help:
      action_ = action_.value_or(Action::more_help);
      return;
    case Special::version:
      action_ = action_.value_or(Action::version);
      return;
    case Special::explain:
      action_ = action_.value_or(Action::explain);
      return;
    case Special::config_file:
      if (edit_list(config_files_, given, *assignment.value) == ListEdit::done) {
        return interpreter_.builder().note(assignment);
      }
      interpreter_.builder().refuse(assignment, "there is no such file to take out");
  }
}

std::optional<std::string_view> CommandLine::next_word() {
  if (next_ >= words_.size()) return std::nullopt;
  return words_[next_++];
}

}  // namespace spamweir::config
