#include "lists/regex.h"

namespace spamweir::lists {

Regex::Regex(const std::string& pattern)
    : error_(regcomp(&compiled_, pattern.c_str(), REG_EXTENDED | REG_ICASE | REG_NOSUB)) {}

Regex::~Regex() {
  if (ok()) regfree(&compiled_);
}

std::string Regex::problem() const {
  char text[128];
  regerror(error_, &compiled_, text, sizeof text);
  return text;
}

bool Regex::found_in(const std::string& text) const {
  return regexec(&compiled_, text.c_str(), 0, nullptr, 0) == 0;
}

const Regex& RegexCache::get(std::string_view pattern) {
  const auto found = kept_.find(pattern);
  if (found != kept_.end()) return found->second;
  const std::string text(pattern);
  if (kept_.size() < kMaxKept) return kept_.try_emplace(text, text).first->second;
  return not_kept_.emplace(text);
}

}  // namespace spamweir::lists
