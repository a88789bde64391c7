#include "graylist/overlay_store.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "graylist/directory_store.h"
#include "graylist/graylist.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::graylist;
using testing::CaughtLog;
using testing::ScratchDirectory;

namespace {

constexpr int64_t kNow = 1'000'000'000;

class Rehearsed {
 public:
  Rehearsed() {
    settings_.directories = {scratch_.directory("tree")};
    settings_.level = config::GraylistLevel::always_create_dir;
    settings_.min_secs = 300;
    settings_.max_secs = 5000;
    settings_.known_client_secs = 1000;
    attempt_ = {
        {"al", "b.test"}, {"joe", "example.com"}, *IpAddress::parse("11.22.33.44"), "m.test"};
  }

  Answer ask(int64_t now = kNow) {
    Stores stores;
    for (auto& store : stores_of(settings_)) {
      stores.push_back(std::make_unique<OverlayStore>(std::move(store), overlay_, now));
    }
    return Graylist(settings_, log_.log(), std::move(stores)).check(attempt_, now).answer;
  }
  Answer ask_really(int64_t now) {
    return Graylist(settings_, log_.log()).check(attempt_, now).answer;
  }
  bool tree_is_empty() const {
    struct stat facts {};
    // A directory that holds none has two links.
    return stat(scratch_.path("tree").c_str(), &facts) == 0 && facts.st_nlink == 2;
  }
  std::unique_ptr<OverlayStore> store() {
    return std::make_unique<OverlayStore>(
        std::make_unique<DirectoryStore>(settings_.directories[0], true), overlay_, kNow);
  }

  ScratchDirectory scratch_;
  CaughtLog log_;
  config::GraylistSettings settings_;
  Attempt attempt_;
  Overlay overlay_;
};

}  // namespace

Test(overlay_store, a_new_entry_is_made_in_the_overlay_only) {
  Rehearsed rehearsed;
  cr_expect(rehearsed.ask() == Answer::wait);
  cr_expect(rehearsed.ask(kNow + 299) == Answer::wait);
  cr_expect(rehearsed.tree_is_empty());
  cr_expect(rehearsed.ask(kNow + 300) == Answer::pass);
  cr_expect(rehearsed.tree_is_empty());
  cr_expect(rehearsed.log_.lines().empty());
}

Test(overlay_store, who_passes_makes_his_network_known_to_the_rehearsal) {
  Rehearsed rehearsed;
  (void)rehearsed.ask();
  (void)rehearsed.ask(kNow + 300);
  rehearsed.attempt_.recipient.local = "jim";
  cr_expect(rehearsed.ask(kNow + 301) == Answer::pass);
  rehearsed.overlay_.clear();
  cr_expect(rehearsed.ask(kNow + 301) == Answer::wait);
  cr_expect(rehearsed.tree_is_empty());
}

Test(overlay_store, an_entry_that_is_there_counts_and_stays) {
  Rehearsed rehearsed;
  (void)rehearsed.ask_really(kNow);
  const std::string path = rehearsed.scratch_.path("tree/example.com/joe/b.test/al");
  struct stat before {};
  cr_assert_eq(stat(path.c_str(), &before), 0);
  const int64_t made = before.st_mtim.tv_sec;
  cr_expect(rehearsed.ask(made + 299) == Answer::wait);
  cr_expect(rehearsed.ask(made + 300) == Answer::pass);
  rehearsed.overlay_.clear();
  cr_expect(rehearsed.ask(made + 6000) == Answer::wait);
  cr_expect(rehearsed.ask(made + 6299) == Answer::wait);
  cr_expect(rehearsed.ask(made + 6300) == Answer::pass);
  struct stat after {};
  cr_assert_eq(stat(path.c_str(), &after), 0);
  cr_expect(after.st_size == 0 && after.st_mtim.tv_sec == made);
}

Test(overlay_store, a_tree_that_is_not_there_is_an_error_as_ever) {
  Rehearsed rehearsed;
  rehearsed.settings_.directories = {rehearsed.scratch_.path("nowhere")};
  rehearsed.settings_.level = config::GraylistLevel::always;
  cr_expect(rehearsed.ask() == Answer::not_kept);
  cr_expect_eq(rehearsed.log_.lines().size(), 1u);
}

Test(overlay_store, nothing_is_removed) {
  class Watcher final : public PurgeWatcher {
   public:
    void progress(const PurgeCounts&) override {}
    void problem(std::string_view text) override { problems += text; }
    std::string problems;
  };
  Rehearsed rehearsed;
  (void)rehearsed.ask_really(kNow);
  const Key key = key_of_attempt(rehearsed.attempt_, rehearsed.settings_);
  Watcher watcher;
  cr_expect(!rehearsed.store()->remove(key).ok());
  cr_expect_eq(rehearsed.store()->purge(kNow * 2, watcher).removed, 0u);
  cr_expect(!watcher.problems.empty());
  const auto read = rehearsed.store()->read(key);
  cr_assert(read.ok());
  cr_expect(read.value()->state() == Place::State::waiting);
}
