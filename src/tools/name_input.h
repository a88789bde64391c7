// Names that a tool works on: its operands or, where there are none, the lines of standard input.
#pragma once

#include <span>
#include <string_view>

#include "tools/line_input.h"

namespace spamweir::tools {

class NameInput {
 public:
  explicit NameInput(std::span<const std::string_view> operands);

  // The next one without the blanks around it, valid until the next call; blank lines are passed
  // over. False at the end, and where nothing more can be read: status() tells.
  bool next(std::string_view& name);
  bool is_standard_input() const { return reads_lines_; }
  os::SystemStatus status() const { return lines_.status(); }

 private:
  std::span<const std::string_view> operands_;
  bool reads_lines_;
  LineInput lines_;
};

}  // namespace spamweir::tools
