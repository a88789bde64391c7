// A helper under watch: what it prints, how it ends, and an end when it takes too long. Serves an
// event loop; nothing here ever waits.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/clock.h"
#include "os/environment.h"
#include "os/helper.h"
#include "os/stream.h"

namespace spamweir::os {

class WatchedHelper {
 public:
  // Of what a program prints the first `most_output` bytes are kept.
  explicit WatchedHelper(size_t most_output);
  // Kills a program that is still at work.
  ~WatchedHelper();
  WatchedHelper(const WatchedHelper&) = delete;
  WatchedHelper& operator=(const WatchedHelper&) = delete;

  // Nothing may be at work. `words` is the program and its arguments; see Helper::start().
  Status start(const std::vector<std::string>& words, const Environment& environment,
               std::string_view input, TimePoint deadline);
  bool is_at_work() const { return helper_.has_value(); }

  // How a program ended. Without a status it took too long and was killed, with all that it
  // started.
  struct End {
    std::optional<ExitStatus> status;
  };
  // To be called after each wait; nothing while it is at work, or when nothing is.
  std::optional<End> work(TimePoint now);
  // As if it had taken too long.
  void kill();

  // What the last program has printed on standard output and error.
  std::string_view output() const { return output_; }
  // Overwrites it: it may hold a secret.
  void wipe_output();

  // What to wait for while at work: output, end of the program. On kernels before 5.3 the latter is
  // missing, and SIGCHLD has to wake the waiter.
  std::array<Interest, 2> interests() const;
  // Empty where nothing is at work.
  Deadline deadline() const { return deadline_; }

 private:
  void read_output();

  size_t most_output_;
  std::optional<Helper> helper_;  // at work
  std::string output_;            // never larger than what it was reserved for
  Deadline deadline_;
  std::vector<Helper> killed_;  // that have not ended yet
};

}  // namespace spamweir::os
