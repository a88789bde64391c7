#include "config/problems.h"

#include <utility>

#include "base/text.h"

namespace spamweir::config {

namespace {

constexpr std::string_view kNotShown =
    "this line can't be used as it stands; what it says is not shown, because the file belongs to "
    "others or others can write it";

}  // namespace

std::string describe(const Place& place) {
  if (place.file.empty()) return "command line";
  if (place.line == 0) return std::string(place.file);
  return concat(place.file, "(", to_text(place.line), ")");
}

void Problems::add(Severity severity, const Place& place, std::string_view text) {
  const bool is_error = severity == Severity::error;
  size_t& kept = is_error ? kept_errors_ : kept_warnings_;
  if (kept >= kMost) {
    ++(is_error ? left_out_errors_ : left_out_warnings_);
    return;
  }
  ++kept;
  if (discreet_) text = kNotShown;
  kept_.push_back({severity, concat(describe(place), ": ", text)});
}

void Problems::decisive_error(const Place& place, std::string_view text) {
  if (!errors_full()) return error(place, text);
  kept_.push_back({Severity::error, concat(describe(place), ": ", text)});
}

std::vector<Problem> Problems::take() {
  if (left_out_warnings_ > 0) {
    kept_.push_back({Severity::warning, concat("configuration: ", to_text(left_out_warnings_),
                                               " more warnings are not listed")});
  }
  if (left_out_errors_ > 0) {
    kept_.push_back(
        {Severity::error, concat("configuration: ", to_text(left_out_errors_),
                                 " more problems are not listed; correct these first")});
  }
  std::vector<Problem> taken = std::move(kept_);
  *this = Problems();
  return taken;
}

std::string excerpt(std::string_view value) {
  constexpr size_t kLongest = 100;
  return spamweir::excerpt(value, kLongest);
}

std::string program_of(std::string_view command) {
  const std::string_view program = take_word(command);
  return concat(excerpt(program), trim(command).empty() ? "" : " ...");
}

}  // namespace spamweir::config
