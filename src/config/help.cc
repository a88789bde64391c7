#include "config/help.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "base/version.h"
#include "base/wrap.h"
#include "config/options.h"

namespace spamweir::config {

namespace {

std::string usage() {
  return concat("Usage: ", kProgramName, " [OPTIONS] [--] COMMAND [ARGUMENTS]\n",
                "Filters the SMTP session on standard input and output, and passes what is\n"
                "left to COMMAND, an SMTP server such as qmail-smtpd.\n");
}

// What follows the name: ` NUM`, ` none|normal`, `[=BOOL]`, or nothing.
std::string value_suffix(const Option& option) {
  if (!option.takes_value()) return {};
  if (option.kind == Kind::boolean) return "[=BOOL]";
  constexpr size_t kLongest = 45;
  const std::string syntax = value_syntax(option);
  if (option.value_optional())
    return concat("[=", syntax.size() > kLongest ? "LEVEL" : syntax, "]");
  return concat(" ", syntax.size() > kLongest ? "NAME" : syntax);
}

// `-a, --max-recipients NUM`, with `no_letter` in front where there is no short form.
std::string forms(const Option& option, std::string_view no_letter) {
  const std::string letter = option.letter != 0
                                 ? concat("-", std::string_view(&option.letter, 1), ", ")
                                 : std::string(no_letter);
  return concat(letter, "--", option.name, value_suffix(option));
}

void append_wrapped(std::string& out, std::string_view text, size_t indent) {
  out += wrapped(std::string(indent, ' '), text);
}

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

void append_facts(std::string& out, const Option& option) {
  constexpr size_t kIndent = 4;
  if (option.takes_value()) {
    append_wrapped(out, concat("Value: ", allowed_values(option)), kIndent);
  }
  if (!option.default_text.empty()) {
    append_wrapped(out, concat("Default: ", trim(option.default_text)), kIndent);
  }
  append_wrapped(out, concat("Given twice: ", given_twice(option)), kIndent);
  append_wrapped(out, concat("Valid in: ", where_valid(option)), kIndent);
}

}  // namespace

std::string help_text() {
  std::string out = concat(usage(), "\nOptions (--more-help says more about each):\n");
  for (const Option& option : options()) {
    out += concat("  ", forms(option, "    "), "\n        ", option.help, "\n");
  }
  return out;
}

std::string more_help_text() {
  std::string out = concat(usage(), "\n");
  append_wrapped(out, "In a configuration file each line is OPTION=VALUE with the long name.", 0);
  for (const Option& option : options()) {
    out += concat("\n", forms(option, ""), "\n");
    append_wrapped(out, option.more_help, 4);
    out += '\n';
    append_facts(out, option);
  }
  return out;
}

std::string version_text() {
  return concat(kProgramName, " ", kVersion, "\n",
                "Copyright the spamweir authors. Free software under the ISC license; it comes\n"
                "without any warranty.\n");
}

}  // namespace spamweir::config
