#include "config/aliases.h"

#include <criterion/criterion.h>

#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "config/options.h"
#include "support/table.h"

using namespace spamweir::config;
using spamweir::concat;
using spamweir::testing::read_table;

namespace {

std::string fate_of(const Alias& alias) {
  switch (alias.fate) {
    case Alias::Fate::renamed:
      return "renamed";
    case Alias::Fate::switched:
      return "switched";
    case Alias::Fate::refused:
      return "refused";
    case Alias::Fate::ignored:
      return "ignored";
  }
  __builtin_unreachable();
}

}  // namespace

// The converter of old configurations is held to the same list.
Test(aliases, are_those_of_the_list) {
  std::set<std::vector<std::string>> got;
  for (const Alias& alias : aliases()) {
    const char* equals = alias.fate == Alias::Fate::switched ? "=" : "";
    got.insert(
        {std::string(alias.old_name), fate_of(alias), concat(alias.option, equals, alias.value)});
  }
  for (const ValueAlias& alias : value_aliases()) {
    got.insert({concat(alias.option, "=", alias.old_value), "value",
                concat(alias.option, "=", alias.value)});
  }
  const std::vector<std::vector<std::string>> rows = read_table("aliases.tsv", 3);
  cr_expect(rows.size() == got.size());
  for (const std::vector<std::string>& row : rows)
    cr_expect(got.contains(row), "%s", row[0].c_str());
}

Test(aliases, lead_to_options_and_hide_none) {
  for (const Alias& alias : aliases()) {
    const std::string name(alias.old_name);
    const bool leads = alias.fate == Alias::Fate::renamed || alias.fate == Alias::Fate::switched;
    cr_expect(find_option(alias.old_name) == nullptr, "%s is an option", name.c_str());
    cr_expect(find_alias(alias.old_name) == &alias, "%s", name.c_str());
    cr_expect((find_option(alias.option) != nullptr) == leads, "%s", name.c_str());
    cr_expect(alias.advice.empty() == leads, "%s", name.c_str());
  }
  for (const ValueAlias& alias : value_aliases()) {
    cr_expect(find_option(alias.option) != nullptr);
    cr_expect(find_value_alias(alias.option, alias.old_value) == &alias);
  }
  cr_expect(find_alias("relay-level") == nullptr);
  cr_expect(find_value_alias("relay-level", "normal") == nullptr);
  cr_expect(find_value_alias("tls-level", "no-check") == nullptr);
}
