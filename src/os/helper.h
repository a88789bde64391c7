// A program that is run for its answer: it is given all that it may read at once, and then it is
// watched for what it prints and how it ends. It can't hold us up, whatever it does.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "os/descriptor.h"
#include "os/process.h"

namespace spamweir::os {

class Helper {
 public:
  // What any pipe takes before anybody reads, in bytes.
  static constexpr size_t kMostInput = 4096;

  // Descriptor 3 of the program has `input` and then its end, standard input is empty, standard
  // output and error are one pipe; it has no other descriptors, no blocked or ignored signals, and
  // leads a process group.
  static Result<Helper> start(const Command& command, std::string_view input);

  // What it prints; non-blocking. May outlive it: what it started may have kept the pipe.
  Descriptor& output() { return output_; }
  const Descriptor& output() const { return output_; }
  // Readable once it has ended. Not open on kernels before 5.3: there only SIGCHLD tells.
  const Descriptor& end() const { return end_; }

  // How it ended, once it has; never waits.
  std::optional<ExitStatus> reap() { return process_.reap(false); }
  // It and all that it started; only reap() makes sense then. Harmless once it is reaped.
  void kill();

 private:
  Helper(Process process, Descriptor output);

  Process process_;
  Descriptor output_;
  Descriptor end_;
};

}  // namespace spamweir::os
