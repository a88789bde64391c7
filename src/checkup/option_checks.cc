#include "checkup/option_checks.h"

#include <algorithm>

#include "base/text.h"
#include "checkup/config_trees.h"
#include "checkup/graylist_trees.h"
#include "checkup/value_checks.h"
#include "lists/address_list.h"
#include "lists/dns_zones.h"
#include "lists/header_patterns.h"
#include "lists/ip_list.h"
#include "lists/keyword_list.h"
#include "lists/name_list.h"

namespace spamweir::checkup {
namespace {

using config::Given;
using config::ListOf;
using config::ListSource;
using config::Option;
using config::Settings;

// Without a finding: another part of the test looks at it.
bool leave_to_others(const Value& /*value*/) { return true; }

struct SpecialRow {
  std::string_view option;
  bool (*check)(const Value& value);
};

// Rows that need more than their kind says, or something else.
constexpr SpecialRow kSpecialRows[] = {
    {"config-dir", check_config_tree},
    {"config-file", leave_to_others},
    {"config-test", leave_to_others},
    {"config-test-smtpauth-password", leave_to_others},
    {"config-test-smtpauth-username", leave_to_others},
    {"dns-resolv-conf", check_file},
    {"full-log-dir", check_record_directory},
    {"graylist-dir", check_graylist_tree},
    {"graylist-exception-rdns-dir", check_name_directory},
    {"hostname-file", check_first_line},
    {"qmail-morercpthosts-cdb", check_morercpthosts},
    {"qmail-rcpthosts-file", check_rcpthosts},
    {"rdns-blacklist-dir", check_name_directory},
    {"rdns-whitelist-dir", check_name_directory},
    {"run-as-user", leave_to_others},
    {"tls-privatekey-password-file", check_first_line},
};

void check_header_patterns(const ListSource& source, log::Log& log) {
  static_cast<void>(lists::HeaderPatterns(source, log));
}

void check_zones(const ListSource& source, log::Log& log) {
  static_cast<void>(lists::read_zones(source, log));
}

struct ListRow {
  ListSource Settings::*source;
  void (*check)(const ListSource& source, log::Log& log);
};

constexpr ListRow kLists[] = {
    {&Settings::ip_blacklist, lists::check_ip_list},
    {&Settings::ip_whitelist, lists::check_ip_list},
    {&Settings::ip_relay, lists::check_ip_list},
    {&Settings::graylist_exception_ip, lists::check_ip_list},
    {&Settings::sender_blacklist, lists::check_address_list},
    {&Settings::sender_whitelist, lists::check_address_list},
    {&Settings::recipient_blacklist, lists::check_address_list},
    {&Settings::recipient_whitelist, lists::check_address_list},
    {&Settings::header_blacklist, check_header_patterns},
    {&Settings::rdns_blacklist, lists::check_name_list},
    {&Settings::rdns_whitelist, lists::check_name_list},
    {&Settings::rdns_relay, lists::check_name_list},
    {&Settings::graylist_exception_rdns, lists::check_name_list},
    {&Settings::ip_in_rdns_blacklist, lists::check_keyword_list},
    {&Settings::ip_in_rdns_whitelist, lists::check_keyword_list},
    {&Settings::dns_blacklist, check_zones},
    {&Settings::dns_whitelist, check_zones},
    {&Settings::rhs_blacklist, check_zones},
    {&Settings::rhs_whitelist, check_zones},
};

// The list that an option's values belong to, or null.
const ListRow* list_of_option(const Option& option, Settings& settings) {
  const auto* list = std::get_if<ListOf>(&option.target);
  if (list == nullptr || list->source == nullptr) return nullptr;
  const ListSource* const source = &list->source(settings);
  const auto* const found =
      std::find_if(std::begin(kLists), std::end(kLists),
                   [&](const auto& row) { return &(settings.*row.source) == source; });
  return found == std::end(kLists) ? nullptr : found;
}

bool check_by_kind(const Value& value) {
  switch (value.option.kind) {
    case config::Kind::file:
      return check_file(value);
    case config::Kind::directory:
      return check_directory(value);
    case config::Kind::command:
      return check_command(value);
    case config::Kind::flag:
    case config::Kind::boolean:
    case config::Kind::integer:
    case config::Kind::string:
    case config::Kind::names:
      break;
  }
  return check_plain(value);
}

bool check_value(const Value& value) {
  const auto* const row =
      std::find_if(std::begin(kSpecialRows), std::end(kSpecialRows),
                   [&](const SpecialRow& special) { return special.option == value.option.name; });
  return row == std::end(kSpecialRows) ? check_by_kind(value) : row->check(value);
}

// Each value of its own, so that one that can't be read is not told twice.
void check_list_value(const Value& value, const ListRow& row) {
  const bool is_file = value.option.kind == config::Kind::file;
  if (is_file && !check_file(value)) return;
  ListSource source;
  source.entry_option = source.file_option = value.option.name;
  (is_file ? source.files : source.entries).push_back(value.given.value);
  if (!is_file) source.origins.push_back(value.given.origin);
  ReportingLog reporting(value.option.name, value.examination.report);
  row.check(source, reporting.log());
  if (!is_file && !reporting.has_reported()) check_plain(value);
}

}  // namespace

void check_option(Examination& examination, const Option& option,
                  const std::vector<const Given*>& given) {
  const ListRow* const list = list_of_option(option, examination.settings);
  for (const Given* one : given) {
    if (!examination.checked.insert(concat(option.name, "=", one->value)).second) continue;
    const Value value{examination, option, *one};
    if (list != nullptr && option.kind != config::Kind::directory) {
      check_list_value(value, *list);
    } else {
      check_value(value);
    }
  }
}

void check_options(Examination& examination) {
  for (const Option& option : config::options()) {
    check_option(examination, option, in_effect(examination, option));
  }
}

}  // namespace spamweir::checkup
