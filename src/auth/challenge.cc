#include "auth/challenge.h"

#include <algorithm>

#include "base/text.h"

namespace spamweir::auth {
namespace {

// RFC 1035 2.3.4.
constexpr size_t kLongestName = 255;

bool is_in_host_name(char c) {
  return is_alpha(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
}

std::string host_name(std::string_view host) {
  std::string name(host.empty() ? "localhost" : host.substr(0, kLongestName));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !is_in_host_name(c); }, '_');
  return name;
}

}  // namespace

std::string make_challenge(uint64_t random, int64_t now, std::string_view host) {
  return concat("<", to_text(random), ".", to_text(static_cast<uint64_t>(now)), "@",
                host_name(host), ">");
}

}  // namespace spamweir::auth
