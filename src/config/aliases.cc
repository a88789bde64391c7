#include "config/aliases.h"

#include "base/text.h"

namespace spamweir::config {

namespace {

using enum Alias::Fate;

constexpr Alias kAliases[] = {
    {.old_name = "reject-missing-sender-mx",
     .fate = switched,
     .option = "reject-sender",
     .value = "no-mx"},
    {.old_name = "reject-identical-sender-recipient",
     .fate = switched,
     .option = "reject-recipient",
     .value = "same-as-sender"},
    {.old_name = "rejection-text-missing-sender-mx",
     .fate = renamed,
     .option = "rejection-text-sender-no-mx"},
    {.old_name = "rejection-text-identical-sender-recipient",
     .fate = renamed,
     .option = "rejection-text-recipient-same-as-sender"},
    {.old_name = "local-domains-file", .fate = renamed, .option = "qmail-rcpthosts-file"},
    {.old_name = "local-domains-entry",
     .fate = refused,
     .advice = "this option is gone; add the domain to the file of qmail-rcpthosts-file "
               "(/var/qmail/control/rcpthosts) instead"},
    {.old_name = "access-file",
     .fate = refused,
     .advice = "this option is gone; use tcpserver -x or ip-relay-file instead"},
    {.old_name = "rejection-text-access-denied",
     .fate = ignored,
     .advice = "this option is gone and has no effect; take it out"},
};

constexpr ValueAlias kValueAliases[] = {
    {.option = "relay-level", .old_value = "no-check", .value = "normal"},
};

}  // namespace

std::span<const Alias> aliases() { return kAliases; }

const Alias* find_alias(std::string_view old_name) {
  for (const Alias& alias : kAliases) {
    if (alias.old_name == old_name) return &alias;
  }
  return nullptr;
}

std::span<const ValueAlias> value_aliases() { return kValueAliases; }

const ValueAlias* find_value_alias(std::string_view option, std::string_view old_value) {
  for (const ValueAlias& alias : kValueAliases) {
    if (alias.option == option && equals_ignoring_case(alias.old_value, old_value)) return &alias;
  }
  return nullptr;
}

}  // namespace spamweir::config
