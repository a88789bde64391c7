#include "dns/server_order.h"

#include <algorithm>

namespace spamweir::dns {

ServerOrder::ServerOrder(const std::vector<Server>& servers, int retries_primary)
    : primary_tries_(static_cast<size_t>(retries_primary)) {
  std::vector<size_t> doubtful;
  for (size_t i = 0; i < servers.size(); ++i) {
    const Server& server = servers[i];
    (server.is_doubtful ? doubtful : server.is_primary ? primaries_ : circle_).push_back(i);
  }
  if (primaries_.empty()) primary_tries_ = 0;
  circle_.insert(circle_.end(), primaries_.begin(), primaries_.end());
  // Primaries whose turn did not come yet are asked before those that were.
  if (!primaries_.empty()) {
    const auto first = circle_.end() - static_cast<std::ptrdiff_t>(primaries_.size());
    std::rotate(first, first + static_cast<std::ptrdiff_t>(primary_tries_ % primaries_.size()),
                circle_.end());
  }
  circle_.insert(circle_.end(), doubtful.begin(), doubtful.end());
}

size_t ServerOrder::at(size_t n) const {
  if (n < primary_tries_) return primaries_[n % primaries_.size()];
  return circle_[(n - primary_tries_) % circle_.size()];
}

std::span<const size_t> ServerOrder::group(size_t n) const {
  return n < primary_tries_ ? std::span(primaries_) : std::span(circle_);
}

}  // namespace spamweir::dns
