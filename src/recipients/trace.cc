#include "recipients/trace.h"

#include <unistd.h>

#include "os/stream.h"

namespace spamweir::recipients {
namespace {

void print_line(int fd, std::string line) {
  for (char& c : line) {
    if (is_control(c)) c = '?';
  }
  os::write_all(fd, concat(line, "\n"));
}

}  // namespace

void Trace::print(std::string_view step) const {
  print_line(STDOUT_FILENO, concat(std::string(2 * (depth_ > 0 ? depth_ - 1 : 0), ' '), step));
}

Answer Trace::trouble(std::string_view problem) const {
  complain(problem);
  return conclude(Answer::cant_say, problem);
}

void complain(std::string_view text) { print_line(STDERR_FILENO, concat("spamweir-qrv: ", text)); }

}  // namespace spamweir::recipients
