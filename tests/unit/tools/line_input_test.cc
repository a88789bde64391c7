#include "tools/line_input.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "support/expect.h"
#include "support/scratch.h"

using spamweir::testing::expect_text;
using spamweir::testing::ScratchDirectory;
using spamweir::tools::LineInput;

namespace {

std::string joined_lines(std::string_view content, std::string* raw = nullptr) {
  const ScratchDirectory scratch;
  const int fd = open(scratch.file("f", content).c_str(), O_RDONLY);
  LineInput input(fd);
  std::string out;
  std::string_view line;
  while (input.next(line)) {
    out += std::to_string(input.number()) + ":" + std::string(line) + "|";
    if (raw != nullptr) *raw += input.raw();
  }
  close(fd);
  return out;
}

}  // namespace

Test(line_input, lines) {
  const struct {
    const char* content;
    const char* want;
  } cases[] = {
      {"", ""},        {"a", "1:a|"},
      {"a\n", "1:a|"}, {"a\r\nb", "1:a|2:b|"},
      {"\n", "1:|"},   {"\n\na\n", "1:|2:|3:a|"},
  };
  for (const auto& c : cases) expect_text(joined_lines(c.content), c.want, "%s", c.content);
}

Test(line_input, many_and_long_ones) {
  std::string content, want;
  for (int i = 1; i <= 20'000; ++i) {
    const std::string line(static_cast<size_t>(i % 97), 'x');
    content += line + "\n";
    want += std::to_string(i) + ":" + line + "|";
  }
  cr_expect(joined_lines(content) == want);
  const std::string endless(5 * LineInput::kMaxLine, 'x');
  const std::string got = joined_lines(endless);
  cr_expect(got.size() > endless.size() && got.size() < endless.size() + 50);
}

// What is copied is what was there, byte for byte.
Test(line_input, raw) {
  const std::string endless(3 * LineInput::kMaxLine + 7, 'x');
  for (const std::string& content :
       {std::string(), std::string("a"), std::string("a\n"), std::string("a\r\nb\r\n\n\nc"),
        std::string("\0\n\r\0", 4), endless + "\n", endless}) {
    std::string raw;
    joined_lines(content, &raw);
    cr_expect(raw == content, "%zu bytes", content.size());
  }
}

// What stands behind the first piece is no line, and counts as none.
Test(line_input, beginnings) {
  const std::string endless(2 * LineInput::kMaxLine, 'x');
  const ScratchDirectory scratch;
  const std::string path = scratch.file("f", "a\n#" + endless + "evil.test\nb\n");
  const int fd = open(path.c_str(), O_RDONLY);
  LineInput input(fd);
  std::string_view line;
  cr_expect(input.next_beginning(line) && line == "a" && input.number() == 1);
  cr_expect(input.next_beginning(line) && line.starts_with("#x") && input.number() == 2);
  cr_expect(input.next_beginning(line) && line == "b" && input.number() == 3);
  cr_expect(!input.next_beginning(line));
  close(fd);
}

Test(line_input, a_slow_pipe) {
  int ends[2];
  cr_assert(pipe(ends) == 0);
  cr_assert(write(ends[1], "a\nb", 3) == 3);
  close(ends[1]);
  LineInput input(ends[0]);
  std::string_view line;
  cr_expect(input.next(line) && line == "a");
  cr_expect(input.next(line) && line == "b");
  cr_expect(!input.next(line) && !input.next(line));
  cr_expect(input.status().ok());
  close(ends[0]);
}

Test(line_input, what_cant_be_read) {
  const struct {
    const char* path;
    const char* want;
  } cases[] = {{"/", "Is a directory"}, {"/proc/self/mem", "Input/output error"}};
  for (const auto& c : cases) {
    const int fd = open(c.path, O_RDONLY);
    LineInput input(fd);
    std::string_view line;
    cr_expect(!input.next(line) && !input.next_beginning(line), "%s", c.path);
    expect_text(input.status().text(), c.want);
    close(fd);
  }
  const int gone = open("/", O_RDONLY);
  close(gone);
  LineInput closed(gone);
  std::string_view line;
  cr_expect(!closed.next(line));
  expect_text(closed.status().text(), "Bad file descriptor");
}

// A socket whose peer goes with bytes unread is broken, behind what the peer has sent.
Test(line_input, an_error_within_a_line) {
  for (const bool whole : {false, true}) {
    int ends[2];
    cr_assert(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    cr_assert(write(ends[0], "x", 1) == 1);
    cr_assert(write(ends[1], "a.test\nevil.example.co", 22) == 22);
    close(ends[1]);
    LineInput input(ends[0]);
    const auto next = [&](std::string_view& line) {
      return whole ? input.next_beginning(line) : input.next(line);
    };
    std::string_view line;
    cr_expect(next(line) && line == "a.test");
    // What is copied is all that was there; what is a name is no part of one.
    if (!whole) cr_expect(next(line) && line == "evil.example.co");
    cr_expect(!next(line));
    expect_text(input.status().text(), "Connection reset by peer");
    close(ends[0]);
  }
}
