// Numbers that nobody can guess, from the kernel.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace spamweir::os {

// Fetches them in small stocks, so that many small wishes cost one system call. What was given out
// is not given out again. Not to be shared with a child process.
class RandomSource {
 public:
  // False where the kernel gives none; the bytes must not be used then.
  [[nodiscard]] bool fill(std::span<uint8_t> bytes);

 private:
  std::array<uint8_t, 256> stock_;
  size_t used_ = stock_.size();
};

}  // namespace spamweir::os
