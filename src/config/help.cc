#include "config/help.h"

#include <string_view>

#include "base/text.h"
#include "base/version.h"
#include "base/wrap.h"
#include "config/option_words.h"

namespace spamweir::config {

namespace {

std::string usage() {
  return concat("Usage: ", kProgramName, " [OPTIONS] [--] COMMAND [ARGUMENTS]\n",
                "Filters the SMTP session on standard input and output, and passes what is\n"
                "left to COMMAND, an SMTP server such as qmail-smtpd.\n");
}

void append_wrapped(std::string& out, std::string_view text, size_t indent) {
  out += wrapped(std::string(indent, ' '), text);
}

void append_facts(std::string& out, const Option& option) {
  for (const Fact& fact : facts_of(option))
    append_wrapped(out, concat(fact.name, ": ", fact.text), 4);
}

}  // namespace

std::string help_text() {
  std::string out = concat(usage(), "\nOptions (--more-help says more about each):\n");
  for (const Option& option : options()) {
    out += concat("  ", command_line_form(option, "    "), "\n        ", option.help, "\n");
  }
  return out;
}

std::string more_help_text() {
  std::string out = concat(usage(), "\n");
  append_wrapped(out, "In a configuration file each line is OPTION=VALUE with the long name.", 0);
  for (const Option& option : options()) {
    out += concat("\n", command_line_form(option, ""), "\n");
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
