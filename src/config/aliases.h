// Names that spamdyke 4 used. They are accepted, each with one warning a run, or refused with the
// remedy.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace spamweir::config {

struct Alias {
  enum class Fate {
    renamed,   // stands for `option`, with the value that was given
    switched,  // was a switch; stands for `option`=`value` when it is on
    refused,   // an error with `advice`
    ignored,   // a warning with `advice`
  };

  std::string_view old_name;
  Fate fate;
  std::string_view option = {};
  std::string_view value = {};
  std::string_view advice = {};

  bool takes_value() const { return fate != Fate::switched; }
};

// An old value of an option that still has its name.
struct ValueAlias {
  std::string_view option;
  std::string_view old_value;
  std::string_view value;
};

std::span<const Alias> aliases();
const Alias* find_alias(std::string_view old_name);

std::span<const ValueAlias> value_aliases();
const ValueAlias* find_value_alias(std::string_view option, std::string_view old_value);

}  // namespace spamweir::config
