#include "lists/name_list.h"

#include "base/text.h"
#include "lists/domain.h"
#include "lists/name_directory.h"
#include "lists/walk.h"

namespace spamweir::lists {
namespace {

class NameMatcher {
 public:
  // `name` is without its last dot and must live longer.
  explicit NameMatcher(std::string_view name) : name_(name), ending_(name) {}

  bool passes_over(std::string_view line) const {
    if (line.empty()) return true;
    line = without_last_dot(line);
    if (line.empty() || !is_alpha(line.back())) return false;
    if (line.find_first_of(" \t") != std::string_view::npos) return false;
    return ending_.differs(line) || !is_named_by(line);
  }

  Judgment judge(std::string_view entry) const {
    entry = without_last_dot(entry);
    const size_t dot = entry.starts_with('.') ? 1 : 0;
    if (!is_domain_name(entry.substr(dot))) return Judgment::malformed;
    return is_named_by(entry) ? Judgment::yes : Judgment::no;
  }

  std::string_view problem() const {
    return "this is no name; allowed are mail.example.com and .example.com (the name and all below "
           "it)";
  }

 private:
  bool is_named_by(std::string_view entry) const {
    if (entry.starts_with('.')) return is_within(name_, entry.substr(1));
    return equals_ignoring_case(name_, entry);
  }

  std::string_view name_;
  Ending ending_;
};

}  // namespace

std::optional<Hit> find_name(std::string_view name, const config::ListSource& source,
                             log::Log& log) {
  name = without_last_dot(name);
  if (name.empty()) return std::nullopt;
  NameMatcher matcher(name);
  if (std::optional<Hit> hit = find_in_list(source, log, matcher)) return hit;
  for (const std::string& directory : source.directories) {
    if (std::optional<Hit> hit = find_in_name_directory(name, directory, log)) return hit;
  }
  return std::nullopt;
}

void check_name_list(const config::ListSource& source, log::Log& log) {
  NameMatcher matcher("");
  check_list(source, log, matcher);
}

}  // namespace spamweir::lists
