// What a configuration says, assignment by assignment in the order of reading. Settings do not tell
// who set them; who checks or explains a configuration asks for this as well. A session does not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/options.h"
#include "config/settings.h"

namespace spamweir::config {

struct Given {
  const Option* option;  // never null; of an old name the new one
  std::string value;     // as written; what a bare name means where it stood alone
  Origin origin;
};

// The one that gave a setting of one value the value that it has (a `!!!` included), or null where
// it has its default.
const Given* last_given(const std::vector<Given>& all, std::string_view option_name);

}  // namespace spamweir::config
