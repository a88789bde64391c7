// A field of a log line that was read, as tests compare it.
#pragma once

#include <optional>
#include <string>

#include "base/text.h"

namespace spamweir::testing {

inline std::string field(const std::optional<std::string>& value) {
  return value ? concat("[", *value, "]") : "-";
}

}  // namespace spamweir::testing
