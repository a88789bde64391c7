#include "config/problems.h"

#include <utility>

#include "base/text.h"

namespace spamweir::config {

std::string describe(const Place& place) {
  if (place.file.empty()) return "command line";
  return concat(place.file, "(", to_text(place.line), ")");
}

void Problems::add(Severity severity, const Place& place, std::string_view text) {
  if (kept_.size() >= kMost) {
    ++left_out_;
    return;
  }
  kept_.push_back({severity, concat(describe(place), ": ", text)});
}

std::vector<Problem> Problems::take() {
  if (left_out_ > 0) {
    kept_.push_back(
        {Severity::error, concat("configuration: ", to_text(left_out_),
                                 " more problems are not listed; correct these first")});
    left_out_ = 0;
  }
  return std::exchange(kept_, {});
}

std::string excerpt(std::string_view value) {
  constexpr size_t kLongest = 100;
  if (value.size() <= kLongest) return std::string(value);
  return concat(value.substr(0, kLongest), "...");
}

}  // namespace spamweir::config
