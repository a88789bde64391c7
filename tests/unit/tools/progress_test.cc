#include "tools/progress.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>

using spamweir::tools::Progress;

namespace {

// Standard error as something else while it lives.
class StandardError {
 public:
  explicit StandardError(int fd) : saved_(dup(STDERR_FILENO)) { dup2(fd, STDERR_FILENO); }
  ~StandardError() {
    dup2(saved_, STDERR_FILENO);
    close(saved_);
  }
  StandardError(const StandardError&) = delete;
  StandardError& operator=(const StandardError&) = delete;

 private:
  int saved_;
};

bool has_something(int fd) {
  pollfd wish{fd, POLLIN, 0};
  return poll(&wish, 1, 0) > 0;
}

std::string read_text(int fd) {
  char text[256];
  const ssize_t got = ::read(fd, text, sizeof text);
  return {text, got < 0 ? 0 : static_cast<size_t>(got)};
}

}  // namespace

Test(progress, on_a_terminal) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  cr_assert(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
  const int its_end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  {
    const StandardError standard_error(its_end);
    Progress progress("entries", Progress::Output::at_the_end);
    while (!has_something(terminal)) progress.show(4711);
    const std::string text = read_text(terminal);
    cr_expect(text.find("4711 entries") != std::string::npos, "got %s", text.c_str());
    cr_expect(text.find('\n') == std::string::npos, "one line, written over");
  }
  const std::string rest = read_text(terminal);
  cr_expect(rest.ends_with("\x1B[K"), "the line is left empty");
  close(its_end);
  close(terminal);
}

Test(progress, silent_elsewhere) {
  int ends[2];
  cr_assert(pipe(ends) == 0);
  {
    const StandardError standard_error(ends[1]);
    Progress progress("entries", Progress::Output::at_the_end);
    for (uint64_t i = 0; i < 1'000'000; ++i) progress.show(i);
  }
  cr_expect(!has_something(ends[0]));
}
