// spamweir-inspect: what spamweir becomes for --explain and --config-test. It takes the same words.
// Wiring only.
#include <cstddef>
#include <cstdlib>
#include <span>
#include <utility>
#include <vector>

#include "checkup/checkup.h"
#include "config/configuration.h"
#include "explain/explain.h"

int main(int argc, char** argv) {
  std::vector<spamweir::config::Given> given;
  spamweir::config::Configuration configuration =
      spamweir::config::read_configuration(argc, argv, &given);
  const std::span<const char* const> words(argv + configuration.command,
                                           static_cast<size_t>(argc - configuration.command));
  const bool explains = configuration.action == spamweir::config::Action::explain;
  // Without teardown: the kernel takes it all back faster.
  std::_Exit(explains
                 ? spamweir::explain::explain(std::move(configuration), std::move(given), words)
                 : spamweir::checkup::run(configuration, given, words.data()));
}
