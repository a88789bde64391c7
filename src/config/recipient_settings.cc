#include "config/recipient_settings.h"

#include <algorithm>
#include <utility>

#include "config/config_file.h"
#include "config/interpreter.h"

namespace spamweir::config {

namespace {

// When there would be more, all are forgotten.
constexpr size_t kMostKnown = 100;

}  // namespace

RecipientSettings::RecipientSettings(SettingsBuilder::State base)
    : base_(std::move(base)),
      directories_(base_.settings.config_dirs, base_.settings.config_dir_search) {}

RecipientSettings::Found RecipientSettings::find(const Occasion& occasion) {
  std::vector<std::string> files = directories_.find(occasion);
  if (files.empty()) return {};
  const auto known = std::find_if(known_.begin(), known_.end(),
                                  [&files](const Known& k) { return k.files == files; });
  if (known != known_.end()) return {known->settings, {}};

  Problems problems;
  SettingsBuilder builder(base_, problems);
  Interpreter interpreter(builder, problems);
  ConfigFileReader reader(interpreter, problems);
  for (const std::string& file : files) reader.read_from_directory(file);
  auto settings = std::make_shared<const Settings>(builder.finish());
  if (known_.size() >= kMostKnown) known_.clear();
  known_.push_back({std::move(files), settings});
  return {std::move(settings), problems.take()};
}

}  // namespace spamweir::config
