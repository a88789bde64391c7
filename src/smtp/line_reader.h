// Cuts a client's bytes into command lines, with a bound on what a line may cost.
#pragma once

#include <cstddef>
#include <string_view>

namespace spamweir::smtp {

enum class LineEnd { crlf, lf };

struct Line {
  enum class Kind {
    incomplete,  // no line end yet: give the same bytes again with more behind them
    complete,
    too_long,  // over the limit; its bytes are used up, up to and including its end
  };
  Kind kind = Kind::incomplete;
  std::string_view text;  // without its line end; points into the input
  LineEnd end = LineEnd::crlf;
  size_t used = 0;  // how many bytes of the input are done with
};

// A command may end with CRLF or with a bare LF. A line that outgrows its limit is thrown away
// piece by piece as it comes, so a reader never needs a buffer larger than the limit.
class LineReader {
 public:
  // `limit` counts the line end too.
  Line read(std::string_view input, size_t limit);

 private:
  bool discarding_ = false;
};

}  // namespace spamweir::smtp
