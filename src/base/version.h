// The one place that knows what the program is called and which version it is.
#pragma once

#include <string_view>

namespace spamweir {

inline constexpr std::string_view kProgramName = "spamweir";
inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace spamweir
