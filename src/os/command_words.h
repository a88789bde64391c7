// A command as an option has it, taken to words without a shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace spamweir::os {

// Words end at blanks (space, tab). Double quotes keep blanks, and `""` is an empty word; a
// backslash keeps the character behind it, within quotes too. Nothing else has a meaning: no `$`,
// `*`, `'`, `;` or `#`. At least one word, and the first is not empty; else the error says what is
// wrong.
Result<std::vector<std::string>> split_command(std::string_view text);

}  // namespace spamweir::os
