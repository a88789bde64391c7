#include "config/recipient_settings.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "config/config_file.h"
#include "config/interpreter.h"

namespace spamweir::config {

namespace {

// When there would be more, all are forgotten.
constexpr size_t kMostKnown = 100;

}  // namespace

RecipientSettings::RecipientSettings(SettingsBuilder::State base, std::vector<Given>* given)
    : base_(std::move(base)),
      directories_(base_.settings.config_dirs, base_.settings.config_dir_search),
      given_(given) {}

RecipientSettings::Found RecipientSettings::find(const Occasion& occasion) {
  std::vector<DirectoryFile> files = directories_.find(occasion);
  std::vector<Problem> met;
  for (const std::string& problem : directories_.take_problems()) {
    met.push_back({Severity::error, concat(problem, "; what stands there does not count")});
  }
  if (files.empty()) return {nullptr, std::move(met)};
  std::vector<std::string> paths;
  paths.reserve(files.size());
  for (const DirectoryFile& file : files) paths.push_back(file.path);
  const auto known = std::find_if(known_.begin(), known_.end(),
                                  [&files](const Known& k) { return k.files == files; });
  if (known != known_.end()) return {known->settings, std::move(met), std::move(paths)};

  Problems problems;
  SettingsBuilder builder(base_, problems);
  builder.note_in(given_);
  Interpreter interpreter(builder, problems);
  ConfigFileReader reader(interpreter, problems);
  for (const DirectoryFile& file : files) reader.read_from_directory(file.path, file.root_size);
  Settings finished = builder.finish();
  // A network that passed by the rules of one recipient is not known to all others.
  if (finished.graylist != base_.settings.graylist) finished.graylist.known_client_secs = 0;
  auto settings = std::make_shared<const Settings>(std::move(finished));
  if (known_.size() >= kMostKnown) known_.clear();
  known_.push_back({std::move(files), settings});
  for (Problem& problem : problems.take()) met.push_back(std::move(problem));
  return {std::move(settings), std::move(met), std::move(paths)};
}

}  // namespace spamweir::config
