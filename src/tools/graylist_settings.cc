#include "tools/graylist_settings.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "config/command_line.h"
#include "config/config_file.h"
#include "config/interpreter.h"
#include "config/problems.h"
#include "config/settings_builder.h"

namespace spamweir::tools {
namespace {

using config::Problems;
using config::SettingsBuilder;

SettingsBuilder::State read_file(const std::string& path, Problems& problems) {
  SettingsBuilder builder(problems);
  config::Interpreter interpreter(builder, problems);
  if (!path.empty()) config::ConfigFileReader(interpreter, problems).read(path, config::Place{});
  return builder.state();
}

config::Settings add_options(SettingsBuilder::State state, const std::vector<std::string>& options,
                             Problems& problems) {
  std::vector<const char*> words;
  words.reserve(options.size());
  for (const std::string& option : options) words.push_back(option.c_str());
  SettingsBuilder builder(std::move(state), problems);
  config::Interpreter interpreter(builder, problems);
  config::CommandLine(words, interpreter, problems).read();
  return builder.finish();
}

// Leaves what was added behind `before`; a list that was edited otherwise stays as it is.
void replace_by_added(std::vector<std::string>& list, const std::vector<std::string>& before) {
  if (list.size() <= before.size()) return;
  const auto added = list.begin() + static_cast<ptrdiff_t>(before.size());
  if (std::equal(list.begin(), added, before.begin())) list.erase(list.begin(), added);
}

}  // namespace

Result<config::Settings> read_settings(const Request& request) {
  Problems problems;
  SettingsBuilder::State state = read_file(request.configuration_file, problems);
  const std::vector<std::string> of_file = state.settings.graylist.directories;
  config::Settings settings = add_options(std::move(state), request.graylist_options, problems);
  for (const config::Problem& problem : problems.take()) {
    if (problem.severity == config::Severity::error) return Error{problem.text};
  }
  std::vector<std::string>& directories = settings.graylist.directories;
  if (!request.directories.empty()) {
    directories = request.directories;
  } else {
    replace_by_added(directories, of_file);
  }
  if (!directories.empty()) return settings;
  return Error{"no graylist tree is named; give -f FILE with a graylist-dir, or --dir=DIR"};
}

}  // namespace spamweir::tools
