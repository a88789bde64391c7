#include "config/configuration.h"

#include <algorithm>
#include <span>
#include <utility>

#include "config/config_file.h"
#include "config/interpreter.h"
#include "config/settings_builder.h"

namespace spamweir::config {

Configuration read_configuration(int argc, const char* const* argv, std::vector<Given>* given) {
  const size_t own_name = argc > 0 ? 1 : 0;
  Problems problems;
  SettingsBuilder builder(problems);
  builder.note_in(given);
  Interpreter interpreter(builder, problems);

  CommandLine command_line({argv + own_name, static_cast<size_t>(argc) - own_name}, interpreter,
                           problems);
  command_line.read();
  ConfigFileReader files(interpreter, problems);
  for (const std::string& path : command_line.config_files()) files.read(path, Place{});

  std::optional<SettingsBuilder::State> base;
  if (!builder.state().settings.config_dirs.empty()) base = builder.state();
  Settings settings = builder.finish();
  std::vector<Problem> listed = problems.take();
  const auto refusal = std::find_if(listed.begin(), listed.end(), [&](const Problem& problem) {
    return problem.text == settings.refuse_session;
  });
  if (refusal != listed.end()) std::rotate(refusal, refusal + 1, listed.end());
  return {std::move(settings), std::move(base), std::move(listed), command_line.action(),
          static_cast<int>(own_name + command_line.command_at())};
}

}  // namespace spamweir::config
