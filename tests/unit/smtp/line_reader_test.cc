#include "smtp/line_reader.h"

#include <criterion/criterion.h>

#include <string>
#include <vector>

#include "support/expect.h"

using spamweir::smtp::Line;
using spamweir::smtp::LineEnd;
using spamweir::smtp::LineReader;
using spamweir::testing::expect_text;

namespace {

// Reads as a front door does: what is not used is given again with `piece` more bytes behind it.
// Returns `text|` for each line with CRLF, `text/` for one with LF, `!` for one that was too long.
std::string read_in_pieces(const std::string& input, size_t piece, size_t limit) {
  LineReader reader;
  std::string pending;
  std::string out;
  for (size_t at = 0; at < input.size(); at += piece) {
    pending += input.substr(at, piece);
    cr_assert(pending.size() < limit + piece + 1, "the reader lets a line grow to %zu",
              pending.size());
    for (;;) {
      const Line line = reader.read(pending, limit);
      const std::string text(line.text);
      pending.erase(0, line.used);
      if (line.kind == Line::Kind::incomplete) break;
      out +=
          line.kind == Line::Kind::too_long ? "!" : text + (line.end == LineEnd::crlf ? "|" : "/");
    }
  }
  return out;
}

struct LineCase {
  const char* label;
  std::string input;
  std::string want;
};

}  // namespace

Test(line_reader, lines_in_any_split) {
  const LineCase cases[] = {
      {"CRLF and LF", "NOOP\r\nRSET\nQUIT\r\n", "NOOP|RSET/QUIT|"},
      {"empty lines", "\r\n\n", "|/"},
      {"a CR within", "a\rb\r\n", "a\rb|"},
      {"an unfinished line", "NOOP\r\nQU", "NOOP|"},
      {"exactly the limit of 10", "12345678\r\nx\n", "12345678|x/"},
      {"one more", "123456789\r\nx\n", "!x/"},
      {"much more", std::string(100, 'y') + "\r\nx\n", "!x/"},
      {"too long, ended by LF", std::string(100, 'y') + "\nx\n", "!x/"},
      {"two too long", std::string(30, 'y') + "\n" + std::string(30, 'y') + "\nx\n", "!!x/"},
  };
  for (const LineCase& c : cases) {
    for (const size_t piece : {1, 2, 3, 7, 1000}) {
      const std::string got = read_in_pieces(c.input, piece, 10);
      expect_text(got.c_str(), c.want.c_str(), "%s in pieces of %zu", c.label, piece);
    }
  }
}
