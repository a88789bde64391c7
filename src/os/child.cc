#include "os/child.h"

#include <unistd.h>

#include <array>
#include <utility>

#include "os/pipe.h"
#include "os/stream.h"

namespace spamweir::os {

Child::Child(Process process, Descriptor to, Descriptor from)
    : process_(process), to_(std::move(to)), from_(std::move(from)) {}

Result<Child> Child::start(const Command& command, const sigset_t& mask, Group group) {
  Result<Pipe> input = make_pipe();
  if (!input.ok()) return Error{input.error()};
  Result<Pipe> output = make_pipe();
  if (!output.ok()) return Error{output.error()};

  const std::array placements{Placement{input.value().read_end.get(), STDIN_FILENO},
                              Placement{output.value().write_end.get(), STDOUT_FILENO}};
  const Result<Process> process = Process::start(
      command, {.descriptors = placements, .mask = mask, .leads_group = group == Group::its_own});
  if (!process.ok()) return Error{process.error()};
  set_nonblocking(input.value().write_end.get());
  set_nonblocking(output.value().read_end.get());
  return Child(process.value(), std::move(input.value().write_end),
               std::move(output.value().read_end));
}

}  // namespace spamweir::os
