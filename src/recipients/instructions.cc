#include "recipients/instructions.h"

#include <algorithm>

#include "base/text.h"

namespace spamweir::recipients {
namespace {

// To qmail-local a line is a C string.
std::string_view without_trailing(std::string_view line) {
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  return line.substr(0, line.find('\0'));
}

Instruction parse_line(std::string_view line) {
  if (line[0] == '|') return {Delivery::program, std::string(line.substr(1))};
  if (line[0] == '.' || line[0] == '/') {
    return {line.back() == '/' ? Delivery::maildir : Delivery::mbox, std::string(line)};
  }
  return {Delivery::forward, std::string(line[0] == '&' ? line.substr(1) : line)};
}

}  // namespace

std::optional<std::vector<Instruction>> parse_instructions(std::string_view text,
                                                           bool forwards_only) {
  std::vector<Instruction> instructions;
  if (without_trailing(text.substr(0, text.find('\n'))).empty()) return std::nullopt;
  for (std::string_view line : split(text, '\n')) {
    line = without_trailing(line);
    if (line == "+list") forwards_only = true;
    if (line.empty() || line[0] == '#' || line[0] == '+') continue;
    instructions.push_back(parse_line(line));
    instructions.back().must_be_forward = forwards_only;
  }
  return instructions;
}

// "For security, qmail-local replaces any dots in ext with colons."
std::vector<std::string> dot_qmail_names(std::string_view dash, std::string_view ext) {
  std::string safe = lower_case(ext);
  std::replace(safe.begin(), safe.end(), '.', ':');
  const std::string beginning = concat(".qmail", dash);
  std::vector<std::string> names = {concat(beginning, safe)};
  for (size_t size = safe.size() + 1; size-- > 0;) {
    if (size > 0 && safe[size - 1] != '-') continue;
    names.push_back(concat(beginning, std::string_view(safe).substr(0, size), "default"));
  }
  return names;
}

}  // namespace spamweir::recipients
