#include "tools/progress.h"

#include <unistd.h>

#include "base/text.h"
#include "os/stream.h"

namespace spamweir::tools {
namespace {

constexpr auto kPause = std::chrono::milliseconds(200);
constexpr std::string_view kClearLine = "\r\x1B[K";

bool is_terminal(int fd) { return isatty(fd) == 1; }

}  // namespace

Progress::Progress(std::string_view what, Output output)
    : what_(what),
      visible_(is_terminal(STDERR_FILENO) &&
               (output == Output::at_the_end || !is_terminal(STDOUT_FILENO))),
      next_(os::Clock::now() + kPause) {}

Progress::~Progress() {
  if (shown_) os::write_all(STDERR_FILENO, kClearLine);
}

void Progress::show(uint64_t count) {
  if (!visible_ || os::Clock::now() < next_) return;
  next_ = os::Clock::now() + kPause;
  shown_ = true;
  os::write_all(STDERR_FILENO, concat(kClearLine, to_text(count), " ", what_));
}

}  // namespace spamweir::tools
