#include "checkup/examination.h"

#include "config/list_edit.h"

namespace spamweir::checkup {
namespace {

using config::Given;
using config::Option;
using Assignments = std::vector<const Given*>;

// There may be very many.
using Values = std::set<std::string_view>;

bool asks_lists(const config::Settings& s) {
  return !s.dns_blacklist.empty() || !s.dns_whitelist.empty() || !s.rhs_blacklist.empty() ||
         !s.rhs_whitelist.empty();
}

bool excepts_names_from_graylisting(const config::Settings& s) {
  return s.graylist.level != config::GraylistLevel::none && !s.graylist_exception_rdns.empty();
}

bool takes_back(const Given& given) { return given.value.starts_with('!'); }

}  // namespace

bool is_given(const Examination& examination, std::string_view option) {
  return config::last_given(examination.given, option) != nullptr;
}

Assignments in_effect(Examination& examination, const Option& option) {
  const auto* list = std::get_if<config::ListOf>(&option.target);
  if (option.repeat == config::Repeat::last_wins || option.repeat == config::Repeat::once) {
    const Given* last = config::last_given(examination.given, option.name);
    return last == nullptr || last->value == config::kResetValue ? Assignments()
                                                                 : Assignments{last};
  }
  Values counting;
  if (list != nullptr) {
    const std::vector<std::string>& values = (*list)(examination.settings);
    counting.insert(values.begin(), values.end());
  }
  Values seen;
  Assignments found;
  for (const Given& given : examination.given) {
    if (given.option != &option || takes_back(given)) continue;
    if (list != nullptr && counting.count(given.value) == 0) continue;
    if (seen.insert(given.value).second) found.push_back(&given);
  }
  return found;
}

std::string place_of(const config::Origin& origin) {
  if (!origin.file) return "command line";
  return config::describe({.file = *origin.file, .line = origin.line});
}

bool needs_dns(const config::Settings& s) {
  return asks_lists(s) || s.reject_empty_rdns || s.reject_unresolvable_rdns ||
         s.reject_ip_in_cc_rdns || (s.reject_sender & config::kNoMx) != 0 ||
         !s.rdns_blacklist.empty() || !s.rdns_whitelist.empty() || !s.rdns_relay.empty() ||
         !s.ip_in_rdns_blacklist.empty() || !s.ip_in_rdns_whitelist.empty() ||
         excepts_names_from_graylisting(s);
}

std::string user_of(const config::Settings& settings) {
  return settings.run_as_user.empty() ? "the filter's user" : settings.run_as_user;
}

}  // namespace spamweir::checkup
