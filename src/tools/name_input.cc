#include "tools/name_input.h"

#include <unistd.h>

#include "base/text.h"

namespace spamweir::tools {

NameInput::NameInput(std::span<const std::string_view> operands)
    : operands_(operands), reads_lines_(operands.empty()), lines_(STDIN_FILENO) {}

bool NameInput::next(std::string_view& name) {
  if (!reads_lines_) {
    if (operands_.empty()) return false;
    name = operands_.front();
    operands_ = operands_.subspan(1);
    return true;
  }
  while (lines_.next_beginning(name)) {
    name = trim(name);
    if (!name.empty()) return true;
  }
  return false;
}

}  // namespace spamweir::tools
