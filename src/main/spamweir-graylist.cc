// spamweir-graylist: looks after graylist trees. Wiring only.
#include <cstddef>
#include <cstdlib>

#include "tools/graylist_tool.h"

int main(int argc, char** argv) {
  const size_t own_name = argc > 0 ? 1 : 0;
  const std::span<const char* const> words(argv + own_name, static_cast<size_t>(argc) - own_name);
  // Without teardown: the kernel takes it all back faster.
  std::_Exit(spamweir::tools::run_graylist_tool(words));
}
