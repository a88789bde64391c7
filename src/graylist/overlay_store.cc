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

  Status record() override {
    Status status = under_->may_be_changed();
    return status.ok() ? become(State::waiting, now_secs_) : status;
  }
  Status look_again(int64_t) override { return {}; }
  Status pass(const Visitor&, int64_t now_secs) override { return become(State::passed, now_secs); }
  Status touch(int64_t now_secs) override { return become(entry_.state, now_secs); }
  Status begin_anew(int64_t now_secs) override { return become(State::waiting, now_secs); }
  Status may_be_changed() const override { return under_->may_be_changed(); }
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

std::unique_ptr<Place> OverlayStore::overlay(std::unique_ptr<const Place> place) const {
  const OverlaidEntry seen{place->state(), place->since_secs()};
  OverlaidEntry& entry = overlay_.try_emplace(place->path(), seen).first->second;
  return std::make_unique<OverlaidPlace>(std::move(place), entry, now_secs_);
}

// An entry is opened for writing as soon as it is looked up.
Result<std::unique_ptr<Place>> OverlayStore::look_up(const Key& key) {
  Result<std::unique_ptr<const Place>> under = under_->read(key);
  if (!under.ok()) return Error{under.error()};
  if (under.value()->is_entry()) {
    const Status status = under.value()->may_be_changed();
    if (!status.ok()) return Error{status.error()};
  }
  return overlay(std::move(under.value()));
}

Result<std::unique_ptr<const Place>> OverlayStore::read(const Key& key) {
  Result<std::unique_ptr<const Place>> under = under_->read(key);
  if (!under.ok()) return Error{under.error()};
  return std::unique_ptr<const Place>(overlay(std::move(under.value())));
}

Result<bool> OverlayStore::remove(const Key&) { return Error{std::string(kOnlyRehearsed)}; }

PurgeCounts OverlayStore::purge(int64_t, PurgeWatcher& watcher) {
  watcher.problem(kOnlyRehearsed);
  return {};
}

void OverlayStore::for_each(EntryVisitor& visitor) { under_->for_each(visitor); }

}  // namespace spamweir::graylist
