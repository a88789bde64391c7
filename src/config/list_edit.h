// What a value means to an option that adds up: VALUE is appended, !VALUE takes VALUE out, !!!
// empties the list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"

namespace spamweir::config {

inline constexpr std::string_view kResetValue = "!!!";

enum class ListEdit {
  done,
  nothing_named,    // a `!` alone
  nothing_removed,  // !VALUE, and VALUE is not in the list
};

// Where the value comes from, and the origins of a list's values, one each, which are to follow the
// list; null where nobody asks.
struct Origins {
  std::vector<Origin>* list = nullptr;
  Origin added = {};
};

// `given` (0 or 1) says whether an earlier value has replaced the list's default, and is updated.
ListEdit edit_list(std::vector<std::string>& list, char& given, std::string_view value,
                   const Origins& origins = {});

}  // namespace spamweir::config
