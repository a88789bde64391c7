#include "config/documents.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/wrap.h"
#include "config/option_words.h"
#include "config/options.h"
#include "config/settings_text.h"

namespace spamweir::config {
namespace {

// Text that no formatter takes for its own: mdoc(7), groff_char(7).
std::string roff(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '"') {
      out += "\\(dq";
    } else {
      out += c;
    }
  }
  return out;
}

// A sentence begins a line of the source, as mdoc(7) wants it.
std::string paragraph(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t end = text.find(". ");
    const bool is_last = end == std::string_view::npos;
    out += concat(roff(text.substr(0, is_last ? end : end + 1)), "\n");
    text.remove_prefix(is_last ? text.size() : end + 2);
  }
  return out;
}

// An item's heading is one argument of its macro.
std::string item(std::string_view heading) { return concat(".It Xo\n.Li ", heading, "\n.Xc\n"); }

bool may_stand_in_a_file(const Option& option) { return (option.scope & kConfigFile) != 0; }

// What to write for the option's default; of what has none, what takes its place.
std::vector<std::string> example_values(const Option& option) {
  const std::string_view text = option.default_text;
  const bool is_name = std::any_of(option.names.begin(), option.names.end(),
                                   [text](const Name& name) { return name.text == text; });
  if (is_name || (option.kind == Kind::string && !text.empty())) return {std::string(text)};
  std::vector<std::string> values = values_of(option, Settings());
  if (option.secret || values.empty()) {
    const bool is_list = option.kind == Kind::names;
    values = {is_list ? std::string("none") : std::string(option.placeholder)};
  }
  return values;
}

}  // namespace

std::string command_line_options() {
  std::string out;
  for (const Option& option : options()) {
    out += concat(item(roff(command_line_form(option, ""))), paragraph(option.help));
  }
  return out;
}

std::string file_options() {
  std::string out;
  for (const Option& option : options()) {
    if (!may_stand_in_a_file(option)) continue;
    out += concat(item(roff(file_form(option))), paragraph(option.more_help), ".Pp\n");
    std::string_view between;
    for (const Fact& fact : facts_of(option)) {
      out += concat(std::exchange(between, ".br\n"), paragraph(concat(fact.name, ": ", fact.text)));
    }
  }
  return out;
}

std::string example_options() {
  std::string out;
  for (const Option& option : options()) {
    if (!may_stand_in_a_file(option)) continue;
    out += concat("\n", wrapped("# ", option.help));
    for (const std::string& value : example_values(option)) {
      out += concat("#", option.name, "=", value, "\n");
    }
  }
  return out;
}

std::string filled_in(std::string_view template_text, std::string_view options) {
  constexpr std::string_view kPlace = "@OPTIONS@\n";
  const size_t at = template_text.find(kPlace);
  if (at == std::string_view::npos) return std::string(template_text);
  return concat(template_text.substr(0, at), options, template_text.substr(at + kPlace.size()));
}

}  // namespace spamweir::config
