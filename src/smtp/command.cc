#include "smtp/command.h"

#include <algorithm>

#include "base/text.h"

namespace spamweir::smtp {
namespace {

struct VerbRow {
  std::string_view word;
  Verb verb;
  std::string_view keyword;  // what must begin the argument
};

constexpr VerbRow kVerbs[] = {
    {"HELO", Verb::helo, ""},    {"EHLO", Verb::ehlo, ""},         {"MAIL", Verb::mail, "FROM"},
    {"RCPT", Verb::rcpt, "TO"},  {"DATA", Verb::data, ""},         {"RSET", Verb::rset, ""},
    {"QUIT", Verb::quit, ""},    {"STARTTLS", Verb::starttls, ""}, {"AUTH", Verb::auth, ""},
    {"BDAT", Verb::blocked, ""}, {"XCLIENT", Verb::blocked, ""},   {"XFORWARD", Verb::blocked, ""},
    {"BURL", Verb::blocked, ""},
};

// `FROM : <path>` is what `FROM:<path>` is.
std::string_view without_keyword(std::string_view keyword, std::string_view argument) {
  if (keyword.empty() || !starts_with_ignoring_case(argument, keyword)) return argument;
  const std::string_view rest = trim(argument.substr(keyword.size()));
  return rest.empty() || rest[0] != ':' ? argument : trim(rest.substr(1));
}

}  // namespace

Command parse_command(std::string_view line) {
  line = trim(line);
  const size_t word_end = line.find_first_of(" \t");
  const std::string_view word = line.substr(0, word_end);
  const std::string_view rest = line.substr(std::min(word_end, line.size()));
  for (const VerbRow& row : kVerbs) {
    if (equals_ignoring_case(word, row.word)) {
      return Command{row.verb, without_keyword(row.keyword, trim(rest))};
    }
  }
  return Command{Verb::other, trim(rest)};
}

bool has_forbidden_byte(std::string_view line) {
  return std::any_of(line.begin(), line.end(), [](char c) { return is_control(c) && c != '\t'; });
}

}  // namespace spamweir::smtp
