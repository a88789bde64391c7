// The settings of a message as a whole, which all its recipients share: what recipients have of
// their own adds up here.
#pragma once

#include <memory>
#include <vector>

#include "config/settings.h"

namespace spamweir::engine {

class MessageSettings {
 public:
  // `base` must live longer: it counts for recipients without settings of their own.
  explicit MessageSettings(const config::Settings& base) : base_(base) {}

  void begin_message();
  // Null for a recipient without settings of his own.
  void add_recipient(const std::shared_ptr<const config::Settings>& own);

  // Header blacklists add up over all recipients. Of bare-newline the strictest counts: one
  // recipient's `lenient` must not make two messages of another's one. The header filter is on
  // trial where it is so for any recipient. Valid until more recipients come.
  const config::Settings& settings() const { return joined_ ? *joined_ : base_; }

 private:
  void join();

  const config::Settings& base_;
  std::vector<std::shared_ptr<const config::Settings>> recipients_;  // each once
  std::unique_ptr<config::Settings> joined_;
};

}  // namespace spamweir::engine
