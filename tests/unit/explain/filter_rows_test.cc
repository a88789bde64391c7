#include "explain/filter_rows.h"

#include <criterion/criterion.h>

#include <algorithm>

#include "config/options.h"

using namespace spamweir;
using explain::FilterRow;
using explain::find_row;
using explain::SettingName;

Test(filter_rows, every_filter_has_one) {
  for (const filters::Filter& filter : filters::filters_in_order()) {
    const std::string name(filter.name);
    const FilterRow* row = find_row(filter);
    cr_assert_not_null(row, "%s", name.c_str());
    cr_expect(row->is_on != nullptr && row->looks_at != nullptr, "%s", name.c_str());
    cr_expect_eq(row->list != nullptr, row->fact.has_value(), "%s", name.c_str());
  }
}

Test(filter_rows, settings_are_options_and_their_values) {
  for (const filters::Filter& filter : filters::filters_in_order()) {
    for (const SettingName& setting : find_row(filter)->settings) {
      const std::string name(setting.option);
      const config::Option* option = config::find_option(setting.option);
      cr_assert_not_null(option, "%s", name.c_str());
      const auto is_it = [&setting](const config::Name& each) {
        return each.text == setting.value;
      };
      cr_expect(
          setting.value.empty() || std::any_of(option->names.begin(), option->names.end(), is_it),
          "%s", name.c_str());
    }
  }
}

// What is not set is not shown, but for what every configuration has.
Test(filter_rows, the_defaults_switch_nothing_on) {
  const config::Settings settings;
  std::string on;
  for (const filters::Filter& filter : filters::filters_in_order()) {
    if (find_row(filter)->is_on(settings)) on += std::string(filter.name) + " ";
  }
  cr_expect_str_eq(on.c_str(), "local-recipient relaying ");
}
