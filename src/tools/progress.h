// How far a long task is, on standard error, where a person looks at it.
#pragma once

#include <cstdint>
#include <string_view>

#include "os/clock.h"

namespace spamweir::tools {

class Progress {
 public:
  // Whether the task prints while it runs: then nothing is said on a terminal that shows both.
  enum class Output { at_the_end, meanwhile };

  // Says nothing where standard error is no terminal.
  Progress(std::string_view what, Output output);
  // Leaves an empty line behind.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `12345 WHAT`, at most a few times a second.
  void show(uint64_t count);

 private:
  std::string_view what_;
  bool visible_;
  bool shown_ = false;
  os::TimePoint next_;
};

}  // namespace spamweir::tools
