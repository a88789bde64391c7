#include "os/random.h"

#include <sys/random.h>

#include <cerrno>

namespace spamweir::os {
namespace {

// The kernel gives up to 256 bytes whole, once it has any.
bool fetch(std::span<uint8_t> bytes) {
  ssize_t got;
  do {
    got = ::getrandom(bytes.data(), bytes.size(), 0);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(bytes.size());
}

}  // namespace

bool RandomSource::fill(std::span<uint8_t> bytes) {
  for (uint8_t& byte : bytes) {
    if (used_ == stock_.size()) {
      if (!fetch(stock_)) return false;
      used_ = 0;
    }
    byte = stock_[used_++];
  }
  return true;
}

}  // namespace spamweir::os
