// The order in which one question goes through the servers.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "dns/servers.h"

namespace spamweir::dns {

// First `retries_primary` tries at the primary servers in turn, then all others, then the
// primaries again, and so on in a circle. Servers that are doubtful when the question begins stand
// last, primary or not.
class ServerOrder {
 public:
  ServerOrder(const std::vector<Server>& servers, int retries_primary);

  // Indexes into `servers`. The one for the `n`th try, from 0.
  size_t at(size_t n) const;
  // Those that the `n`th try may go to: the primary servers as long as it is their turn, then all.
  std::span<const size_t> group(size_t n) const;
  // After as many tries every server has been asked.
  size_t round() const { return primary_tries_ + circle_.size(); }

 private:
  std::vector<size_t> primaries_;  // those that are not doubtful
  size_t primary_tries_;
  std::vector<size_t> circle_;  // each server once
};

}  // namespace spamweir::dns
