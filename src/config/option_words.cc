#include "config/option_words.h"

#include "base/text.h"

namespace spamweir::config {
namespace {

std::string allowed_values(const Option& option) {
  switch (option.kind) {
    case Kind::flag:
      return "none";
    case Kind::boolean:
      return "yes or no; the name alone means yes";
    case Kind::integer:
      return concat("a whole number from ", to_text(static_cast<uint64_t>(option.least)), " to ",
                    to_text(static_cast<uint64_t>(option.most)));
    case Kind::string:
      return option.longest == SIZE_MAX
                 ? std::string("text")
                 : concat("text of at most ", to_text(option.longest), " characters");
    case Kind::file:
      return "a file's name";
    case Kind::directory:
      return "a directory's name";
    case Kind::command:
      return "a command with its arguments";
    case Kind::names:
      break;
  }
  std::string text;
  for (const Name& name : option.names) {
    if (!text.empty()) text += ", ";
    text += name.text;
  }
  return text;
}

std::string_view given_twice(const Option& option) {
  switch (option.repeat) {
    case Repeat::once:
      return "no difference";
    case Repeat::last_wins:
      return "the last one wins; !!! brings the default back";
    case Repeat::adds_up:
      return "the values add up; !VALUE takes one out, !!! all of them";
    case Repeat::combined:
      return "the values are combined; !VALUE takes one out, none all of them, !!! brings the "
             "default back";
  }
  return {};
}

std::string_view where_valid(const Option& option) {
  if ((option.scope & kConfigDirectory) != 0) {
    return "command line, configuration files and directories";
  }
  if ((option.scope & kConfigFile) != 0) return "command line, configuration files";
  return "command line";
}

// The value's syntax, or `instead` where that is too long for a heading.
std::string short_syntax(const Option& option, std::string_view instead) {
  constexpr size_t kLongest = 45;
  std::string syntax = value_syntax(option);
  return syntax.size() > kLongest ? std::string(instead) : syntax;
}

// What follows the name on the command line: ` NUM`, ` none|normal`, `[=BOOL]`, or nothing.
std::string value_suffix(const Option& option) {
  if (!option.takes_value()) return {};
  if (option.kind == Kind::boolean) return "[=BOOL]";
  if (option.value_optional()) return concat("[=", short_syntax(option, "LEVEL"), "]");
  return concat(" ", short_syntax(option, "NAME"));
}

}  // namespace

std::string command_line_form(const Option& option, std::string_view no_letter) {
  const std::string letter = option.letter != 0
                                 ? concat("-", std::string_view(&option.letter, 1), ", ")
                                 : std::string(no_letter);
  return concat(letter, "--", option.name, value_suffix(option));
}

std::string file_form(const Option& option) {
  if (option.kind == Kind::boolean) return concat(option.name, "[=BOOL]");
  return concat(option.name, "=", short_syntax(option, "NAME"));
}

std::vector<Fact> facts_of(const Option& option) {
  std::vector<Fact> facts;
  if (option.takes_value()) facts.push_back({"Value", allowed_values(option)});
  if (!option.default_text.empty()) {
    facts.push_back({"Default", std::string(trim(option.default_text))});
  }
  facts.push_back({"Given twice", std::string(given_twice(option))});
  facts.push_back({"Valid in", std::string(where_valid(option))});
  return facts;
}

}  // namespace spamweir::config
