// Who set a setting: the places of the configuration that a finding names.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/given.h"
#include "config/settings.h"
#include "filters/facts.h"

namespace spamweir::explain {

// An option that switches a filter on, or one value of it.
struct SettingName {
  std::string_view option;
  std::string_view value = {};  // empty: whichever it has
};

class Origins {
 public:
  // What was given, in the order of reading: first by the configuration as a whole, then by the
  // files that hold for the recipient in question.
  Origins(std::span<const config::Given> base, std::span<const config::Given> own)
      : base_(base), own_(own) {}

  // `max-recipients=2 in /etc/spamweir.conf(7)`; empty where the setting has its default.
  std::string setting(const SettingName& name) const;

  // What a list is made of, one piece for each option: `ip-blacklist-entry, 3 times, first in
  // /etc/spamweir.conf(7)`.
  std::vector<std::string> list(const config::ListSource& source) const;

  // Which entry, or which line of which file, matched.
  std::string match(const config::ListSource& source, const filters::Match& match) const;

 private:
  const config::Given* last(const SettingName& name) const;
  std::string values(std::string_view option, const std::vector<std::string>& values) const;
  std::string file_match(const config::ListSource& source, std::string_view place) const;

  std::span<const config::Given> base_;
  std::span<const config::Given> own_;
};

}  // namespace spamweir::explain
