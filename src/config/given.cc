#include "config/given.h"

#include <algorithm>

namespace spamweir::config {

const Given* last_given(const std::vector<Given>& all, std::string_view option_name) {
  const auto found = std::find_if(all.rbegin(), all.rend(), [option_name](const Given& given) {
    return given.option->name == option_name;
  });
  return found == all.rend() ? nullptr : &*found;
}

}  // namespace spamweir::config
