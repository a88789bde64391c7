#include "lists/domain.h"

#include "base/text.h"

namespace spamweir::lists {
namespace {

constexpr size_t kMaxLabel = 63;

bool is_part_of_label(char c) {
  return is_alpha(c) || is_digit(c) || c == '-' || c == '_' || static_cast<unsigned char>(c) > 127;
}

}  // namespace

bool is_domain_name(std::string_view name) {
  if (name.size() > kMaxDomainName) return false;
  size_t label = 0;
  for (const char c : name) {
    if (c == '.' ? label == 0 : !is_part_of_label(c)) return false;
    label = c == '.' ? 0 : label + 1;
    if (label > kMaxLabel) return false;
  }
  return label > 0;
}

bool is_within(std::string_view name, std::string_view domain) {
  if (domain.empty() || !ends_with_ignoring_case(name, domain)) return false;
  return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
}

Ending::Ending(std::string_view text) {
  if (text.size() >= kWidth) folded_ = folded(text);
}

}  // namespace spamweir::lists
