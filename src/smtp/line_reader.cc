#include "smtp/line_reader.h"

namespace spamweir::smtp {

Line LineReader::read(std::string_view input, size_t limit) {
  Line line;
  const size_t newline = input.find('\n');
  if (newline == std::string_view::npos) {
    if (!discarding_ && input.size() < limit) return line;
    discarding_ = true;
    line.used = input.size();
    return line;
  }
  line.used = newline + 1;
  const bool crlf = newline > 0 && input[newline - 1] == '\r';
  line.end = crlf ? LineEnd::crlf : LineEnd::lf;
  line.text = input.substr(0, crlf ? newline - 1 : newline);
  line.kind = discarding_ || line.used > limit ? Line::Kind::too_long : Line::Kind::complete;
  discarding_ = false;
  return line;
}

}  // namespace spamweir::smtp
