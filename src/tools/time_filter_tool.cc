// timefilter: the lines of logs between two times.
#include <unistd.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/text.h"
#include "os/clock.h"
#include "os/input_file.h"
#include "tools/human_time.h"
#include "tools/line_input.h"
#include "tools/tool.h"

namespace spamweir::tools {
namespace {

constexpr Instant kOpen = INT64_MIN;  // no beginning

class TimeFilter {
 public:
  TimeFilter(Instant from, Instant to) : from_(from), to_(to) {}

  // Gives why no more could be read; nothing at the end.
  std::string copy(int fd) {
    LineInput lines(fd);
    bool copies = from_ == kOpen;  // what has no time goes with the line before it
    for (std::string_view line; !output_.has_failed() && lines.next(line);) {
      if (lines.begins_line()) copies = decide(line, copies);
      if (copies) output_.print(lines.raw());
    }
    output_.flush();
    return lines.status().ok() ? std::string() : lines.status().text();
  }
  Output& output() { return output_; }

 private:
  bool decide(std::string_view line, bool before) const {
    // Asked anew, since lines may come in while we run.
    const std::optional<Span> time = take_time(line, os::wall_clock_secs());
    return time ? time->begin >= from_ && time->begin < to_ : before;
  }

  const Instant from_;
  const Instant to_;  // the first instant behind
  Output output_;
};

Result<Span> read_range(const ToolWords& words) {
  const int64_t now_secs = os::wall_clock_secs();
  Span range{kOpen, INT64_MAX};
  if (const std::optional<std::string_view> from = words.value("--from")) {
    const Result<Span> span = read_human_time(*from, now_secs);
    if (!span.ok()) return Error{concat("--from: ", span.error())};
    range.begin = span.value().begin;
  }
  if (const std::optional<std::string_view> to = words.value("--to")) {
    const Result<Span> span = read_human_time(*to, now_secs);
    if (!span.ok()) return Error{concat("--to: ", span.error())};
    range.end = span.value().end;
  }
  if (range.begin >= range.end) return Error{"--to lies before --from"};
  return range;
}

}  // namespace

int run_timefilter(const ToolCall& call) {
  const Result<Span> range = read_range(call.words);
  if (!range.ok()) return not_understood(call, range.error());
  TimeFilter filter(range.value().begin, range.value().end);
  int status = kDone;
  const auto note = [&](std::string_view source, const std::string& problem) {
    if (problem.empty()) return;
    complain(call.name, unreadable(source, problem));
    status = kNotDone;
  };
  if (call.words.operands.empty()) note(kStandardInput, filter.copy(STDIN_FILENO));
  for (const std::string_view path : call.words.operands) {
    const os::InputFile file{std::string(path)};
    note(path, file.readable() == os::Readable::yes ? filter.copy(file.fd()) : file.problem());
  }
  return finish(call, filter.output(), status);
}

}  // namespace spamweir::tools
