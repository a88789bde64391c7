#include "config/aliases.h"

#include <criterion/criterion.h>

#include <string>

#include "config/options.h"

using namespace spamweir::config;

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
