// What unit tests of code that reads files and logs need: a directory that goes away, and a log
// whose lines can be read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "log/log.h"

namespace spamweir::testing {

// A temporary directory, removed with all that is in it.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  std::string path(std::string_view name) const;
  // Writes a file and gives its path.
  std::string file(std::string_view name, std::string_view content) const;
  std::string fifo(std::string_view name) const;
  std::string directory(std::string_view name) const;
  // A constant database, cdb(5).
  std::string cdb(std::string_view name,
                  const std::vector<std::pair<std::string, std::string>>& records) const;

 private:
  std::string root_;
};

// A log on a standard error that is caught in memory from construction to destruction.
class CaughtLog {
 public:
  explicit CaughtLog(log::Level level = log::Level::error);
  ~CaughtLog();
  CaughtLog(const CaughtLog&) = delete;
  CaughtLog& operator=(const CaughtLog&) = delete;

  log::Log& log() { return log_; }
  // Everything written so far, as it is.
  std::string raw() const;
  // The lines written so far without `ident[pid]: `.
  std::vector<std::string> lines() const;

 private:
  int caught_;
  int saved_;
  log::Log log_;
};

// Numbers that are the same in each run: xorshift.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next();
  // 0 to limit - 1.
  size_t below(size_t limit) { return static_cast<size_t>(next() % limit); }
  std::string bytes(size_t size);
  // Made of the characters of `alphabet`.
  std::string text(size_t size, std::string_view alphabet);

 private:
  uint64_t state_;
};

}  // namespace spamweir::testing
