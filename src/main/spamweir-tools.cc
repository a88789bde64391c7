// spamweir-tools: small tools, each under a name of its own. Wiring only.
#include <cstddef>
#include <cstdlib>

#include "tools/tool.h"

int main(int argc, char** argv) {
  // Without teardown: the kernel takes it all back faster.
  std::_Exit(spamweir::tools::run_toolbox({argv, static_cast<size_t>(argc)}));
}
