// spamweir-graylist: what an administrator does with graylist trees. It works on any store while
// sessions use it.
#pragma once

#include "tools/graylist_request.h"

namespace spamweir::tools {

// Does it and prints. Gives the exit status: 0 done, 1 an error or no such entry, 2 not understood.
int run_graylist_tool(std::span<const char* const> words);

}  // namespace spamweir::tools
