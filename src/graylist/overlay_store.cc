#include "graylist/overlay_store.h"

#include <utility>

namespace spamweir::graylist {
namespace {

constexpr std::string_view kOnlyRehearsed = "nothing is removed in a rehearsal";

class OverlaidPlace final : public Place {
 public:
  OverlaidPlace(std::unique_ptr<const Place> under, OverlaidEntry& entry, int64_t now_secs)
      : under_(std::move(under)), entry_(entry), now_secs_(now_secs) {}

  State state() const override { return entry_.state; }
  int64_t since_secs() const override { return entry_.since_secs; }
  const std::string& path() const override { return under_->path(); }

  Status record() override { return become(State::waiting, now_secs_); }
  Status pass(const Visitor&, int64_t now_secs) override { return become(State::passed, now_secs); }
  Status touch(int64_t now_secs) override { return become(entry_.state, now_secs); }
  Status begin_anew(int64_t now_secs) override { return become(State::waiting, now_secs); }
  Result<std::string> visitors() const override { return under_->visitors(); }
  Status close() override { return {}; }

 private:
  Status become(State state, int64_t since_secs) {
    entry_ = {state, since_secs};
    return {};
  }

  std::unique_ptr<const Place> under_;
  OverlaidEntry& entry_;
  int64_t now_secs_;
};

}  // namespace

OverlayStore::OverlayStore(std::unique_ptr<Store> under, Overlay& overlay, int64_t now_secs)
    : under_(std::move(under)), overlay_(overlay), now_secs_(now_secs) {}

Result<std::unique_ptr<Place>> OverlayStore::look_up(const Key& key) {
  Result<std::unique_ptr<const Place>> under = under_->read(key);
  if (!under.ok()) return Error{under.error()};
  std::unique_ptr<const Place> place = std::move(under.value());
  const OverlaidEntry seen{place->state(), place->since_secs()};
  OverlaidEntry& entry = overlay_.try_emplace(place->path(), seen).first->second;
  return std::unique_ptr<Place>(
      std::make_unique<OverlaidPlace>(std::move(place), entry, now_secs_));
}

Result<std::unique_ptr<const Place>> OverlayStore::read(const Key& key) {
  Result<std::unique_ptr<Place>> place = look_up(key);
  if (!place.ok()) return Error{place.error()};
  return std::unique_ptr<const Place>(std::move(place.value()));
}

Result<bool> OverlayStore::remove(const Key&) { return Error{std::string(kOnlyRehearsed)}; }

PurgeCounts OverlayStore::purge(int64_t, PurgeWatcher& watcher) {
  watcher.problem(kOnlyRehearsed);
  return {};
}

void OverlayStore::for_each(EntryVisitor& visitor) { under_->for_each(visitor); }

}  // namespace spamweir::graylist
