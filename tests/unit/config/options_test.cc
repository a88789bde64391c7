#include "config/options.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "reading.h"
#include "support/table.h"

using namespace spamweir;
using namespace spamweir::config;

namespace {

std::string kind_word(Kind kind) {
  switch (kind) {
    case Kind::flag:
      return "flag";
    case Kind::boolean:
      return "boolean";
    case Kind::integer:
      return "integer";
    case Kind::string:
      return "string";
    case Kind::file:
      return "file";
    case Kind::directory:
      return "directory";
    case Kind::command:
      return "command";
    case Kind::names:
      return "names";
  }
  return {};
}

std::string repeat_word(Repeat repeat) {
  switch (repeat) {
    case Repeat::once:
      return "-";
    case Repeat::last_wins:
      return "last wins";
    case Repeat::adds_up:
      return "adds up";
    case Repeat::combined:
      return "combined";
  }
  return {};
}

std::string scope_words(unsigned scope) {
  if (scope == kEverywhere) return "everywhere";
  return scope == kFiles ? "command line, config file" : "command line";
}

void compare(std::string_view name, const char* what, std::string_view got, std::string_view want) {
  cr_expect(got == want, "%s, %s: got '%s', want '%s'", std::string(name).c_str(), what,
            std::string(got).c_str(), std::string(want).c_str());
}

// The columns are option, short, kind, values, given twice, valid in, default, default here.
void compare_row(const std::vector<std::string>& columns) {
  const Option* option = find_option(columns[0]);
  cr_expect(option != nullptr, "%s is missing", columns[0].c_str());
  if (option == nullptr) return;
  const std::string_view name = option->name;
  compare(name, "short", option->letter == 0 ? "" : std::string(1, option->letter), columns[1]);
  compare(name, "kind", kind_word(option->kind), columns[2]);
  compare(name, "values", value_syntax(*option), columns[3]);
  compare(name, "given twice", repeat_word(option->repeat), columns[4]);
  compare(name, "valid in", scope_words(option->scope), columns[5]);
  compare(name, "default", option->default_text, columns[7].empty() ? columns[6] : columns[7]);
}

// The text of an option's setting, as the table writes it.
std::string setting_text(const Option& option, Settings& settings) {
  if (const auto* text = std::get_if<TextOf>(&option.target)) return (*text)(settings);
  if (const auto* list = std::get_if<ListOf>(&option.target)) {
    return joined((*list)(settings), " ");
  }
  if (const auto* number = std::get_if<NumberOf>(&option.target)) {
    return std::to_string((*number)(settings));
  }
  if (const auto* flag = std::get_if<BoolOf>(&option.target)) {
    return (*flag)(settings) ? "yes" : "no";
  }
  int value = 0;
  if (const auto* bits = std::get_if<BitsOf>(&option.target)) {
    value = static_cast<int>((*bits)(settings));
  } else if (const auto* choice = std::get_if<Choice>(&option.target)) {
    value = choice->get(settings);
  }
  for (const Name& name : option.names) {
    if (name.value == value) return std::string(name.text);
  }
  std::string several;
  for (const Name& name : option.names) {
    if ((name.value & value) != 0) several += concat(several.empty() ? "" : " ", name.text);
  }
  return several.empty() ? "?" : several;
}

}  // namespace

Test(options, are_sorted_and_found) {
  std::string_view before;
  for (const Option& option : options()) {
    const std::string name(option.name);
    cr_expect(before < option.name, "%s", name.c_str());
    cr_expect(find_option(option.name) == &option, "%s", name.c_str());
    if (option.letter != 0) cr_expect(find_option(option.letter) == &option, "%s", name.c_str());
    before = option.name;
  }
  cr_expect(options().size() == 145, "got %zu", options().size());
  cr_expect(find_option("max-recipient") == nullptr);
  cr_expect(find_option("max-recipientss") == nullptr);
  cr_expect(find_option("") == nullptr);
  cr_expect(find_option('\0') == nullptr);
  cr_expect(find_option('q') == nullptr);
}

Test(options, defaults_are_those_of_the_settings) {
  Settings settings;
  for (const Option& option : options()) {
    if (!option.is_setting()) continue;
    if (option.name.starts_with("rejection-text-")) continue;  // an empty string stands for it
    // What stands for the best that is known is no value that one can give.
    const bool is_value = !option.name.starts_with("dns-query-type-");
    if (!is_value) continue;
    std::string want(option.default_text);
    if (option.name == "log-level") want = want.substr(0, want.find(' '));
    compare(option.name, "default", setting_text(option, settings), want);
  }
}

Test(options, beginnings) {
  cr_expect(options_beginning_with("max-").size() == 1);
  cr_expect(options_beginning_with("ip-blacklist-").size() == 2);
  cr_expect(options_beginning_with("tls-privatekey-password").size() == 2);
  cr_expect(options_beginning_with("zzz").empty());
  cr_expect(options_beginning_with("max-recipientsx").empty());
}

Test(options, nearest) {
  struct {
    const char* wrong;
    const char* want;
  } const cases[] = {
      {"max-recipient", "max-recipients"},
      {"max-recipeints", "max-recipients"},
      {"MAX_RECIPIENTS", "max-recipients"},
      {"--max-recipients", "max-recipients"},
      {"relay-levle", "relay-level"},
      {"run-as-usr", "run-as-user"},
      {"ip-blacklist-entires", "ip-blacklist-entry"},
      {"halp", "help"},
      {"frobnicate", ""},
      {"ip-blacklist", ""},
      {"", ""},
      {"---", ""},
      {"x", ""},
  };
  for (const auto& c : cases) {
    const Option* nearest = nearest_option(c.wrong);
    compare(c.wrong, "nearest", nearest != nullptr ? nearest->name : "", c.want);
  }
  cr_expect(nearest_option(std::string(1'000'000, 'm')) == nullptr);
}

Test(options, agree_with_the_specification) {
  const auto rows = spamweir::testing::read_table("options.tsv", 8);
  for (const auto& row : rows) compare_row(row);
  cr_expect(rows.size() == 127, "got %zu rows", rows.size());
}
