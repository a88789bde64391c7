// One check for each row of the options table, driven by the row's kind: files are opened,
// directories searched, commands looked for, lists read line by line. A short table says which rows
// need something else.
#pragma once

#include <vector>

#include "checkup/examination.h"

namespace spamweir::checkup {

// Every row that something was given for.
void check_options(Examination& examination);

// One row, with what was given for it: one finding at least for each value.
void check_option(Examination& examination, const config::Option& option,
                  const std::vector<const config::Given*>& given);

}  // namespace spamweir::checkup
