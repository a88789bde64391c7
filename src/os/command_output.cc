#include "os/command_output.h"

#include <array>
#include <vector>

#include "base/text.h"
#include "os/clock.h"
#include "os/command_words.h"
#include "os/stream.h"
#include "os/watched_helper.h"

namespace spamweir::os {
namespace {

constexpr size_t kMostKept = 1024;
// On kernels that can't tell when a child ends it is looked at so often.
constexpr std::chrono::milliseconds kLook{20};

// Nothing where it took too long.
std::optional<ExitStatus> run(WatchedHelper& helper) {
  for (;;) {
    if (const auto end = helper.work(Clock::now())) return end->status;
    std::array interests = helper.interests();
    const bool tells_end = interests[1].fd >= 0;
    const Deadline latest = helper.deadline();
    wait(interests, tells_end ? latest : earlier(latest, Clock::now() + kLook));
  }
}

}  // namespace

Result<std::string> first_line_of(const std::string& command, const Environment& environment,
                                  std::chrono::seconds limit) {
  const Result<std::vector<std::string>> words = split_command(command);
  if (!words.ok()) return Error{words.error()};
  WatchedHelper helper(kMostKept);
  const Status started = helper.start(words.value(), environment, "", Clock::now() + limit);
  if (!started.ok()) return Error{started.error()};
  const std::optional<ExitStatus> status = run(helper);
  if (!status) {
    return Error{concat("it did not end within ", to_text(static_cast<uint64_t>(limit.count())),
                        " seconds and was killed")};
  }
  const bool killed = status->signal != 0;
  const int number = killed ? status->signal : status->code;
  if (number != 0) {
    return Error{concat("it ended with ", killed ? "signal " : "exit status ",
                        to_text(static_cast<uint64_t>(number)))};
  }
  const std::string_view line = trim(helper.output().substr(0, helper.output().find('\n')));
  if (line.empty()) return Error{"it printed nothing"};
  return std::string(line);
}

}  // namespace spamweir::os
