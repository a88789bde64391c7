#include "config/options.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "config/option_rows_access.h"
#include "config/option_rows_dns.h"
#include "config/option_rows_general.h"
#include "config/option_rows_graylist.h"
#include "config/option_rows_lists.h"
#include "config/option_rows_rdns.h"
#include "config/option_rows_rejections.h"
#include "config/option_rows_session.h"

namespace spamweir::config {

namespace {

constexpr bool by_name(const Option& a, const Option& b) { return a.name < b.name; }

template <size_t... kSizes>
constexpr auto merge(const Option (&... families)[kSizes]) {
  std::array<Option, (kSizes + ...)> all;
  auto out = all.begin();
  ((out = std::copy(std::begin(families), std::end(families), out)), ...);
  std::sort(all.begin(), all.end(), by_name);
  return all;
}

constexpr auto kTable = merge(kAccessOptions, kDnsOptions, kGeneralOptions, kGraylistOptions,
                              kListOptions, kRdnsOptions, kRejectionOptions, kSessionOptions);

constexpr bool is_sound(const Option& row) {
  if (row.help.empty() || row.help.size() > 72 || row.more_help.empty()) return false;
  return row.built() == row.unbuilt.empty();
}

static_assert(std::adjacent_find(kTable.begin(), kTable.end(), [](const auto& a, const auto& b) {
                return a.name == b.name;
              }) == kTable.end());
static_assert(std::all_of(kTable.begin(), kTable.end(), is_sound));

// Wrong names come with dashes in front, capitals and underscores, too.
std::string plain_name(std::string_view name) {
  name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
  std::string plain = lower_case(name);
  std::replace(plain.begin(), plain.end(), '_', '-');
  return plain;
}

}  // namespace

std::span<const Option> options() { return kTable; }

const Option* find_option(std::string_view name) {
  const auto found = std::lower_bound(kTable.begin(), kTable.end(), name,
                                      [](const Option& row, auto key) { return row.name < key; });
  return found != kTable.end() && found->name == name ? &*found : nullptr;
}

const Option* find_option(char letter) {
  const auto found = std::find_if(kTable.begin(), kTable.end(), [letter](const Option& row) {
    return row.letter == letter && letter != 0;
  });
  return found != kTable.end() ? &*found : nullptr;
}

std::span<const Option> options_beginning_with(std::string_view beginning) {
  const auto begins = [beginning](const Option& row) { return row.name.starts_with(beginning); };
  const auto first = std::find_if(kTable.begin(), kTable.end(), begins);
  const auto last = std::find_if_not(first, kTable.end(), begins);
  return {first, last};
}

const Option* nearest_option(std::string_view wrong_name) {
  constexpr size_t kLongestTypo = 64;
  if (wrong_name.size() > kLongestTypo) return nullptr;
  const std::string name = plain_name(wrong_name);
  if (name.empty()) return nullptr;
  if (const auto run = options_beginning_with(name); run.size() == 1) return run.data();

  const Option* nearest = nullptr;
  size_t best = std::clamp<size_t>(name.size() / 5, 1, 3) + 1;
  for (const Option& row : kTable) {
    const size_t distance = edit_distance(name, row.name);
    if (distance >= best) continue;
    best = distance;
    nearest = &row;
  }
  return nearest;
}

std::string value_syntax(const Option& option) {
  if (option.names.empty()) return std::string(option.placeholder);
  std::string syntax;
  for (const Name& name : option.names) {
    if (!syntax.empty()) syntax += '|';
    syntax += name.text;
  }
  return syntax;
}

}  // namespace spamweir::config
