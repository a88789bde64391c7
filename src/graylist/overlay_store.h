// A store as it would be after all that is done to it, while nothing is done to it: for whoever
// rehearses what graylisting would say. What the store below would not let happen fails here too.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "graylist/store.h"

namespace spamweir::graylist {

// Entries as a rehearsal has left them, by their paths: those that were looked up. All stores of a
// rehearsal share them.
struct OverlaidEntry {
  Place::State state = Place::State::absent;
  int64_t since_secs = 0;
};
using Overlay = std::map<std::string, OverlaidEntry>;

class OverlayStore final : public Store {
 public:
  // `overlay` must outlive the store. What is begun in the rehearsal begins at `now_secs`.
  OverlayStore(std::unique_ptr<Store> under, Overlay& overlay, int64_t now_secs);

  Result<std::unique_ptr<Place>> look_up(const Key& key) override;
  Result<std::unique_ptr<const Place>> read(const Key& key) override;
  // Nothing of a rehearsal: an error, and a problem.
  Result<bool> remove(const Key& key) override;
  PurgeCounts purge(int64_t before_secs, PurgeWatcher& watcher) override;
  // The entries of the store below alone.
  void for_each(EntryVisitor& visitor) override;

 private:
  std::unique_ptr<Place> overlay(std::unique_ptr<const Place> place) const;

  std::unique_ptr<Store> under_;
  Overlay& overlay_;
  int64_t now_secs_;
};

}  // namespace spamweir::graylist
