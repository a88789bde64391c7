// spamweir-inspect: what spamweir becomes for --explain and --config-test. It takes the same words.
// Wiring only.
#include <cstdlib>

#include "checkup/checkup.h"
#include "config/configuration.h"
#include "explain/explain.h"

int main(int argc, char** argv) {
  const bool explains =
      spamweir::config::read_configuration(argc, argv).action == spamweir::config::Action::explain;
  // Without teardown: the kernel takes it all back faster.
  std::_Exit(explains ? spamweir::explain::explain(argc, argv)
                      : spamweir::checkup::run(argc, argv));
}
