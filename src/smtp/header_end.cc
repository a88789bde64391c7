#include "smtp/header_end.h"

#include <algorithm>

namespace spamweir::smtp {

namespace {

constexpr std::string_view kBlankLine = "\r\n\r\n";

}  // namespace

size_t find_header_end(std::string_view message, size_t looked_at) {
  if (message.substr(0, 2) == "\r\n") return 0;
  const size_t from = looked_at - std::min(looked_at, kBlankLine.size() - 1);
  const size_t blank_line = message.find(kBlankLine, from);
  return blank_line == std::string_view::npos ? blank_line : blank_line + 2;
}

}  // namespace spamweir::smtp
