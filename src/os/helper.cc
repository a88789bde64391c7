#include "os/helper.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "os/pipe.h"
#include "os/stream.h"

namespace spamweir::os {
namespace {

constexpr int kInputDescriptor = 3;

// A pipe that holds `input` and nothing more; the end to read from.
Result<Descriptor> filled_pipe(std::string_view input) {
  if (input.size() > Helper::kMostInput) return Error{"too much input for a helper"};
  Result<Pipe> pipe = make_pipe();
  if (!pipe.ok()) return Error{pipe.error()};
  // There is room, and a reader: ourselves.
  if (write_some(pipe.value().write_end.get(), input).bytes != input.size()) {
    return Error{"can't write to a pipe"};
  }
  return std::move(pipe.value().read_end);
}

}  // namespace

Helper::Helper(Process process, Descriptor output)
    : process_(process), output_(std::move(output)), end_(process_.watch()) {}

void Helper::kill() {
  process_.kill_group();
  output_.close();
  end_.close();
}

Result<Helper> Helper::start(const Command& command, std::string_view input) {
  Result<Descriptor> filled = filled_pipe(input);
  if (!filled.ok()) return Error{filled.error()};
  Result<Pipe> output = make_pipe();
  if (!output.ok()) return Error{output.error()};
  const Descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!nothing.is_open()) return Error{concat("can't open /dev/null: ", std::strerror(errno))};

  sigset_t none;
  sigemptyset(&none);
  const int printed = output.value().write_end.get();
  const std::array placements{Placement{nothing.get(), STDIN_FILENO},
                              Placement{printed, STDOUT_FILENO}, Placement{printed, STDERR_FILENO},
                              Placement{filled.value().get(), kInputDescriptor}};
  const Result<Process> process =
      Process::start(command, {.descriptors = placements, .mask = none, .apart = true});
  if (!process.ok()) return Error{process.error()};
  set_nonblocking(output.value().read_end.get());
  return Helper(process.value(), std::move(output.value().read_end));
}

}  // namespace spamweir::os
