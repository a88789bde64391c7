#include "tls/server_names.h"

#include <algorithm>

#include "base/text.h"

namespace spamweir::tls {
namespace {

constexpr size_t kLongestName = 253;
constexpr size_t kLongestLabel = 63;

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kLongestLabel || label.front() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return is_alpha(c) || is_digit(c) || c == '-'; });
}

}  // namespace

std::optional<std::string> certificate_path(std::string_view directory, std::string_view name) {
  if (name.size() > kLongestName) return std::nullopt;
  for (const std::string_view label : split(name, '.')) {
    if (!is_label(label)) return std::nullopt;
  }
  return concat(directory, "/", lower_case(name), ".pem");
}

}  // namespace spamweir::tls
