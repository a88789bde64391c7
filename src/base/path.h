// Paths as text.
#pragma once

#include <string_view>

namespace spamweir {

// What follows the last slash; all of it where there is none.
inline std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace spamweir
