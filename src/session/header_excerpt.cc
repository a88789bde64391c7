#include "session/header_excerpt.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "lists/header_patterns.h"
#include "smtp/body_scanner.h"
#include "smtp/header_end.h"

namespace spamweir::session {

void HeaderExcerpt::take(std::string_view bytes) {
  if (complete_) return;
  const size_t looked_at = header_.size();
  header_ += bytes.substr(0, kMost - looked_at);
  const size_t end = smtp::find_header_end(header_, looked_at);
  complete_ = end != std::string::npos || header_.size() >= kMost;
  if (end != std::string::npos) header_.resize(end);
}

HeaderExcerpt::Fields HeaderExcerpt::fields() {
  Fields found;
  const std::string header = smtp::without_dot_stuffing(std::exchange(header_, {}));
  lists::HeaderLines lines(header);
  std::string line;
  while (found.size() < names_.size() && lines.next(line)) {
    const std::string_view field = line;
    const size_t colon = field.find(':');
    const auto name = std::find_if(names_.begin(), names_.end(), [&](const std::string& wanted) {
      return equals_ignoring_case(wanted, field.substr(0, colon));
    });
    const bool is_known = std::any_of(found.begin(), found.end(), [&](const auto& pair) {
      return equals_ignoring_case(pair.first, field.substr(0, colon));
    });
    if (colon == std::string_view::npos || name == names_.end() || is_known) continue;
    found.emplace_back(*name, trim(field.substr(colon + 1)));
  }
  return found;
}

}  // namespace spamweir::session
