// Settings that hold for one recipient: the configuration as a whole, and on top of it what files
// of configuration directories say.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/config_directory.h"
#include "config/given.h"
#include "config/problems.h"
#include "config/settings.h"
#include "config/settings_builder.h"

namespace spamweir::config {

class RecipientSettings {
 public:
  // Whoever mail goes to in one connection. `base` is what the whole configuration has set. What
  // files say is added to `given`, once each, where there is one; it must outlive the object.
  explicit RecipientSettings(SettingsBuilder::State base, std::vector<Given>* given = nullptr);

  struct Found {
    // Null where no file fits, so that the configuration alone counts. Shared by all recipients
    // whom the same files fit; they are read once.
    std::shared_ptr<const Settings> settings;
    // Of files that were read just now; to be logged.
    std::vector<Problem> problems;
    // The files that fit, in the order of reading.
    std::vector<std::string> files = {};
  };
  Found find(const Occasion& occasion);

 private:
  struct Known {
    std::vector<DirectoryFile> files;
    std::shared_ptr<const Settings> settings;
  };

  SettingsBuilder::State base_;
  ConfigDirectories directories_;
  std::vector<Known> known_;
  std::vector<Given>* given_;
};

}  // namespace spamweir::config
