// How an administrator says yes and no: yes, true, 1, no, false, 0 in any case, where the first
// letter is enough.
#pragma once

#include <optional>
#include <string_view>

#include "base/text.h"

namespace spamweir::config {

constexpr std::optional<bool> parse_boolean(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const char first = to_lower(text.front());
  if (first == 'y' || first == 't' || first == '1') return true;
  if (first == 'n' || first == 'f' || first == '0') return false;
  return std::nullopt;
}

}  // namespace spamweir::config
