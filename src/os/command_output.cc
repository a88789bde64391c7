#include "os/command_output.h"

#include <array>
#include <vector>

#include "base/text.h"
#include "os/clock.h"
#include "os/command_words.h"
#include "os/helper.h"
#include "os/stream.h"

namespace spamweir::os {
namespace {

constexpr size_t kMostKept = 1024;
// On kernels that can't tell when a child ends it is looked at so often.
constexpr std::chrono::milliseconds kLook{20};

void read_output(Helper& helper, std::string& output) {
  std::array<char, 4096> buffer;
  Transfer transfer;
  do {
    transfer = read_some(helper.output().get(), buffer);
    output.append(buffer.data(), std::min(transfer.bytes, kMostKept - output.size()));
  } while (transfer.bytes > 0);
  if (transfer.outcome == Transfer::Outcome::ended) helper.output().close();
}

// Nothing where it took too long.
std::optional<ExitStatus> run(Helper& helper, std::string& output, TimePoint latest) {
  for (;;) {
    // First of all: what it printed before its end is there to be read then.
    const std::optional<ExitStatus> status = helper.reap();
    if (helper.output().is_open()) read_output(helper, output);
    if (status || Clock::now() >= latest) return status;
    std::array interests{Interest{.fd = helper.output().get(), .read = true},
                         Interest{.fd = helper.end().get(), .read = true}};
    wait(interests, helper.end().is_open() ? latest : earlier(latest, Clock::now() + kLook));
  }
}

}  // namespace

Result<std::string> first_line_of(const std::string& command, const Environment& environment,
                                  std::chrono::seconds limit) {
  const Result<std::vector<std::string>> words = split_command(command);
  if (!words.ok()) return Error{words.error()};
  std::vector<const char*> arguments;
  for (const std::string& word : words.value()) arguments.push_back(word.c_str());
  arguments.push_back(nullptr);
  Result<Helper> helper = Helper::start({arguments.data(), environment.variables().data()}, "");
  if (!helper.ok()) return Error{helper.error()};
  std::string output;
  const auto status = run(helper.value(), output, Clock::now() + limit);
  if (!status) {
    helper.value().kill();
    return Error{concat("it did not end within ", to_text(static_cast<uint64_t>(limit.count())),
                        " seconds and was killed")};
  }
  if (status->signal != 0 || status->code != 0) {
    return Error{concat("it ended with ", status->signal != 0 ? "signal " : "exit status ",
                        to_text(static_cast<uint64_t>(status->signal + status->code)))};
  }
  const std::string_view line = trim(std::string_view(output).substr(0, output.find('\n')));
  if (line.empty()) return Error{"it printed nothing"};
  return std::string(line);
}

}  // namespace spamweir::os
