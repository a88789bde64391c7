// The tree as files: what is made, what is read, what hostile trees do.
#include "graylist/directory_store.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "graylist/names.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::graylist;
using testing::expect_text;
using testing::ScratchDirectory;
using State = Place::State;
namespace fs = std::filesystem;

namespace {

const Key kKey = {"example.com", "joe", "b.test", "al"};
constexpr const char* kPath = "tree/example.com/joe/b.test/al";
const Visitor kVisitor = {"11.22.33.44", "mx.b.test"};

// A tree with the domain example.com.
class Tree {
 public:
  explicit Tree(bool creates_domains = false) : store(scratch.directory("tree"), creates_domains) {
    scratch.directory("tree/example.com");
  }

  std::unique_ptr<Place> look_up(const Key& key = kKey) {
    Result<std::unique_ptr<Place>> found = store.look_up(key);
    cr_assert(found.ok(), "%s", found.ok() ? "" : found.error().c_str());
    return std::move(found.value());
  }
  std::unique_ptr<const Place> read(const Key& key = kKey) {
    Result<std::unique_ptr<const Place>> found = store.read(key);
    cr_assert(found.ok(), "%s", found.ok() ? "" : found.error().c_str());
    return std::move(found.value());
  }
  State state(const Key& key = kKey) { return look_up(key)->state(); }
  // Empty: no error.
  std::string error(const Key& key = kKey) {
    Result<std::unique_ptr<Place>> found = store.look_up(key);
    return found.ok() ? std::string() : found.error();
  }
  void record(const Key& key = kKey) {
    const auto place = look_up(key);
    cr_assert(place->record().ok() && place->close().ok());
  }
  std::string text(const char* name = kPath) const {
    std::ifstream in(scratch.path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const char* name, std::string_view content) const {
    fs::create_directories(fs::path(scratch.path(name)).parent_path());
    scratch.file(name, content);
  }
  struct stat status(const char* name) const {
    struct stat status {};
    cr_assert(lstat(scratch.path(name).c_str(), &status) == 0, "%s", name);
    return status;
  }
  void set_age(const char* name, int64_t secs) const {
    const timespec times[2] = {{0, UTIME_OMIT}, {std::time(nullptr) - secs, 0}};
    cr_assert(utimensat(AT_FDCWD, scratch.path(name).c_str(), times, 0) == 0);
  }

  ScratchDirectory scratch;
  DirectoryStore store;
};

class Collector final : public EntryVisitor, public PurgeWatcher {
 public:
  bool visit(const Entry& entry) override {
    keys.push_back(concat(entry.key.recipient_domain, "/", entry.key.recipient_user, "/",
                          entry.key.sender_domain, "/", entry.key.sender_user,
                          entry.passed ? " passed" : " waiting"));
    return keys.size() < most;
  }
  void problem(std::string_view text) override { problems.emplace_back(text); }
  void progress(const PurgeCounts&) override {}

  size_t most = SIZE_MAX;
  std::vector<std::string> keys;
  std::vector<std::string> problems;
};

int next_free_descriptor() {
  const int fd = dup(STDIN_FILENO);
  close(fd);
  return fd;
}

}  // namespace

Test(directory_store, an_entry_s_life) {
  Tree tree;
  cr_expect(tree.state() == State::absent);
  tree.record();
  cr_expect(tree.state() == State::waiting);
  cr_expect((tree.status(kPath).st_mode & 07777) == 0600);
  for (const char* name : {"tree/example.com/joe", "tree/example.com/joe/b.test"}) {
    cr_expect((tree.status(name).st_mode & 07777) == 0700, "%s", name);
  }
  expect_text(tree.text(), "");
  tree.set_age(kPath, 1000);
  {
    const auto place = tree.look_up();
    cr_expect(place->since_secs() == tree.status(kPath).st_mtim.tv_sec);
    expect_text(place->path(), tree.scratch.path(kPath));
    cr_expect(place->pass(kVisitor, std::time(nullptr)).ok() && place->close().ok());
  }
  expect_text(tree.text(), "11.22.33.44 mx.b.test\n");
  cr_expect(tree.status(kPath).st_mtim.tv_sec >= std::time(nullptr) - 500);
  cr_expect(tree.state() == State::passed);
  expect_text(tree.look_up()->visitors().value(), "11.22.33.44 mx.b.test\n");
  {
    const auto place = tree.look_up();
    cr_expect(place->begin_anew(1'000'000'000).ok() && place->close().ok());
  }
  expect_text(tree.text(), "");
  cr_expect(tree.status(kPath).st_mtim.tv_sec == 1'000'000'000);
  cr_expect(tree.state() == State::waiting);
}

Test(directory_store, each_visitor_once) {
  const struct {
    const char* before;
    const char* want;
  } cases[] = {
      {"", "11.22.33.44 mx.b.test\n"},
      {"11.22.33.44 mx.b.test\n", "11.22.33.44 mx.b.test\n"},
      {"11.22.33.44 mx.b.test", "11.22.33.44 mx.b.test"},
      {"11.22.33.4 mx.b.test\n", "11.22.33.4 mx.b.test\n11.22.33.44 mx.b.test\n"},
      {"11.22.33.44 mx.b.test2\n", "11.22.33.44 mx.b.test2\n11.22.33.44 mx.b.test\n"},
      {"111.22.33.44 mx.b.test\n", "111.22.33.44 mx.b.test\n11.22.33.44 mx.b.test\n"},
      {"by hand", "by hand\n11.22.33.44 mx.b.test\n"},
  };
  for (const auto& c : cases) {
    Tree tree;
    tree.put(kPath, c.before);
    tree.set_age(kPath, 1000);
    const auto place = tree.look_up();
    cr_expect(place->pass(kVisitor, std::time(nullptr)).ok() && place->close().ok());
    expect_text(tree.text(), c.want, "%s", c.before);
    cr_expect(tree.status(kPath).st_mtim.tv_sec >= std::time(nullptr) - 500, "%s", c.before);
  }
}

Test(directory_store, a_huge_entry_grows_no_more) {
  Tree tree;
  tree.put(kPath, std::string(DirectoryStore::kMostContent - 5, 'x'));
  const auto place = tree.look_up();
  cr_expect(place->pass(kVisitor, std::time(nullptr)).ok());
  cr_expect(tree.text().size() == DirectoryStore::kMostContent - 5);
}

Test(directory_store, domains) {
  const Key other = {"other.test", "joe", "b.test", "al"};
  Tree keeps;
  cr_expect(keeps.state(other) == State::foreign);
  Tree makes(true);
  cr_expect(makes.state(other) == State::unmade);
  makes.record(other);
  cr_expect(makes.state(other) == State::waiting);
  cr_expect((makes.status("tree/other.test").st_mode & 07777) == 0700);
  cr_expect(keeps.state(key_of_client("1.2.3.4")) == State::unmade, "clients always have room");
  keeps.record(key_of_client("1.2.3.4"));
  cr_expect(fs::exists(keeps.scratch.path("tree/.clients/1.2.3.4/_none/_none")));
}

Test(directory_store, the_first_of_two_counts) {
  Tree tree;
  const auto first = tree.look_up();
  const auto second = tree.look_up();
  cr_expect(first->record().ok() && second->record().ok());
  cr_expect(second->state() == State::waiting);
  cr_expect(first->close().ok() && second->close().ok());
  cr_expect(tree.state() == State::waiting);
}

Test(directory_store, what_vanishes_is_made_again) {
  for (const char* gone : {"tree/example.com/joe/b.test", "tree/example.com/joe"}) {
    Tree tree;
    tree.put("tree/example.com/joe/b.test/other", "");
    const auto place = tree.look_up();
    fs::remove_all(tree.scratch.path(gone));
    cr_expect(place->record().ok() && place->close().ok(), "%s", gone);
    cr_expect(tree.state() == State::waiting, "%s", gone);
  }
}

Test(directory_store, a_domain_that_vanishes_is_kept_no_more) {
  Tree tree;
  const auto place = tree.look_up();
  fs::remove_all(tree.scratch.path("tree/example.com"));
  cr_expect(place->record().ok());
  cr_expect(place->state() == State::foreign);
  cr_expect(!fs::exists(tree.scratch.path("tree/example.com")));
  Tree maker(true);
  const auto again = maker.look_up();
  fs::remove_all(maker.scratch.path("tree/example.com"));
  cr_expect(again->record().ok());
  cr_expect(maker.state() == State::waiting);
}

Test(directory_store, a_whole_tree_that_vanishes_is_an_error) {
  for (const bool creates : {false, true}) {
    Tree tree(creates);
    const auto place = tree.look_up();
    fs::remove_all(tree.scratch.path("tree"));
    const Status status = place->record();
    cr_assert(!status.ok());
    cr_expect(status.error().find("No such file") != std::string::npos, "got %s",
              status.error().c_str());
    cr_expect(tree.error().empty() == creates, "got %s", tree.error().c_str());
  }
}

Test(directory_store, the_domain_may_be_a_link) {
  Tree tree;
  tree.record();
  fs::create_symlink("example.com", tree.scratch.path("tree/alias.test"));
  cr_expect(tree.state({"alias.test", "joe", "b.test", "al"}) == State::waiting);
  fs::create_symlink("nowhere", tree.scratch.path("tree/dangling.test"));
  cr_expect(tree.state({"dangling.test", "joe", "b.test", "al"}) == State::foreign);
  cr_expect(!fs::exists(tree.scratch.path("tree/nowhere")));
  Collector collector;
  tree.store.for_each(collector);
  cr_expect(collector.keys.size() == 1 && collector.problems.empty());
}

Test(directory_store, no_link_below_is_followed) {
  for (const char* name : {"tree/example.com/joe", "tree/example.com/joe/b.test", kPath}) {
    Tree tree;
    tree.put("outside/b.test/al", "precious\n");
    tree.put("outside/al", "precious\n");
    fs::create_directories(fs::path(tree.scratch.path(name)).parent_path());
    const bool is_file = std::string_view(name) == kPath;
    fs::create_symlink(tree.scratch.path(is_file ? "outside/al" : "outside"),
                       tree.scratch.path(name));
    const std::string error = tree.error();
    cr_expect(error.find(tree.scratch.path(kPath)) != std::string::npos, "%s: got %s", name,
              error.c_str());
    expect_text(tree.text("outside/al"), "precious\n", "%s", name);
    Collector collector;
    tree.store.for_each(collector);
    cr_expect(collector.keys.empty(), "%s", name);
    cr_expect(tree.store.purge(std::time(nullptr) + 1000, collector).removed == 0, "%s", name);
    cr_expect(!tree.store.remove(kKey).ok() || is_file, "%s", name);
    cr_expect(fs::exists(tree.scratch.path("outside/b.test/al")), "%s", name);
  }
}

Test(directory_store, a_dangling_link_makes_nothing) {
  for (const char* name : {"tree/example.com/joe", "tree/example.com/joe/b.test", kPath}) {
    Tree tree;
    fs::create_directories(fs::path(tree.scratch.path(name)).parent_path());
    fs::create_symlink(tree.scratch.path("nowhere"), tree.scratch.path(name));
    cr_expect(!tree.error().empty(), "%s", name);
    cr_expect(!fs::exists(tree.scratch.path("nowhere")), "%s", name);
  }
}

Test(directory_store, a_link_that_comes_between) {
  for (const char* name : {"tree/example.com/joe", "tree/example.com/joe/b.test"}) {
    Tree tree;
    tree.scratch.directory("outside");
    const auto place = tree.look_up();
    fs::create_directories(fs::path(tree.scratch.path(name)).parent_path());
    fs::create_symlink(tree.scratch.path("outside"), tree.scratch.path(name));
    cr_expect(!place->record().ok(), "%s", name);
    cr_expect(fs::is_empty(tree.scratch.path("outside")), "%s", name);
  }
}

Test(directory_store, what_stands_in_the_way) {
  enum What { file, directory, fifo };
  const struct {
    const char* label;
    const char* name;
    What what;
  } cases[] = {
      {"file as domain", "tree/f.test", file},
      {"file as recipient", "tree/example.com/joe", file},
      {"file as sender domain", "tree/example.com/joe/b.test", file},
      {"directory as entry", kPath, directory},
      {"pipe as entry", kPath, fifo},
      {"pipe as recipient", "tree/example.com/joe", fifo},
  };
  for (const auto& c : cases) {
    Tree tree(true);
    const int before = next_free_descriptor();
    fs::create_directories(fs::path(tree.scratch.path(c.name)).parent_path());
    if (c.what == file) tree.scratch.file(c.name, "x");
    if (c.what == directory) tree.scratch.directory(c.name);
    if (c.what == fifo) tree.scratch.fifo(c.name);
    Key key = kKey;
    if (c.name == std::string_view("tree/f.test")) key.recipient_domain = "f.test";
    const std::string error = tree.error(key);
    cr_expect(error.find(tree.scratch.path("tree")) != std::string::npos, "%s: got %s", c.label,
              error.c_str());
    cr_expect(error.find("move") != std::string::npos, "%s: got %s", c.label, error.c_str());
    cr_expect(next_free_descriptor() == before, "%s", c.label);
  }
}

Test(directory_store, old_layout) {
  Tree tree;
  tree.put("tree/example.com/joe/al@b.test", "1.2.3.4 x\n");
  tree.set_age("tree/example.com/joe/al@b.test", 5000);
  const auto place = tree.look_up();
  cr_expect(place->state() == State::passed);
  cr_expect(place->since_secs() <= std::time(nullptr) - 5000);
  cr_expect(!fs::exists(tree.scratch.path("tree/example.com/joe/al@b.test")));
  expect_text(tree.text(), "1.2.3.4 x\n");
  cr_expect(tree.state({"example.com", "joe", "b.test", "bo"}) == State::absent);
}

// Between the two looks, for the new place and for the old one.
Test(directory_store, another_process_has_moved_it_meanwhile) {
  Tree tree;
  const auto place = tree.look_up();
  tree.put(kPath, "1.2.3.4 x\n");
  tree.set_age(kPath, 5000);
  cr_assert(place->record().ok());
  cr_expect(place->state() == State::passed);
  cr_expect(place->since_secs() == tree.status(kPath).st_mtime);
  expect_text(tree.text(), "1.2.3.4 x\n");
}

Test(directory_store, reading_moves_nothing) {
  Tree tree;
  const char* const old_path = "tree/example.com/joe/al@b.test";
  tree.put(old_path, "1.2.3.4 x\n");
  tree.set_age(old_path, 5000);
  const auto old_place = tree.read();
  cr_expect(old_place->state() == State::passed);
  cr_expect(old_place->since_secs() == tree.status(old_path).st_mtime);
  expect_text(old_place->visitors().value(), "1.2.3.4 x\n");
  expect_text(old_place->path(), tree.scratch.path(old_path));
  cr_expect(!fs::exists(tree.scratch.path("tree/example.com/joe/b.test")));

  tree.put(kPath, "");
  const auto place = tree.read();
  cr_expect(place->state() == State::waiting, "the new layout counts where both are there");
  expect_text(place->path(), tree.scratch.path(kPath));
  cr_expect(tree.read({"example.com", "joe", "b.test", "bo"})->state() == State::absent);
  cr_expect(tree.read({"other.test", "joe", "b.test", "al"})->state() == State::foreign);
}

Test(directory_store, removing_takes_both_layouts) {
  const std::vector<std::vector<const char*>> cases = {
      {kPath}, {"tree/example.com/joe/al@b.test"}, {kPath, "tree/example.com/joe/al@b.test"}};
  for (const auto& names : cases) {
    const Tree tree;
    for (const char* name : names) tree.put(name, "");
    DirectoryStore store(tree.scratch.path("tree"), false);
    cr_expect(store.remove(kKey).value(), "%s", names.back());
    for (const char* name : names) cr_expect(!fs::exists(tree.scratch.path(name)), "%s", name);
    cr_expect(!store.remove(kKey).value(), "%s", names.back());
  }
}

Test(directory_store, old_layout_that_is_no_file) {
  Tree tree;
  fs::create_directories(tree.scratch.path("tree/example.com/joe/al@b.test"));
  cr_expect(tree.read()->state() == State::absent);
  cr_expect(tree.state() == State::absent);
  tree.record();
  cr_expect(tree.state() == State::waiting);
  fs::create_symlink("/etc/passwd", tree.scratch.path("tree/example.com/joe/bo@b.test"));
  cr_expect(tree.state({"example.com", "joe", "b.test", "bo"}) == State::absent);
}

Test(directory_store, longest_names) {
  Tree tree(true);
  const std::string longest(300, 'x');
  const Key key = key_of({longest, longest}, {longest, longest}, "::1");
  tree.record(key);
  cr_expect(tree.state(key) == State::waiting);
  Collector collector;
  tree.store.for_each(collector);
  cr_expect(collector.keys.size() == 1 && collector.problems.empty());
}

Test(directory_store, remove) {
  Tree tree;
  cr_expect(!tree.store.remove(kKey).value());
  tree.record();
  cr_expect(tree.store.remove(kKey).value());
  cr_expect(tree.state() == State::absent);
  cr_expect(!tree.store.remove({"no.test", "a", "b", "c"}).value());
}

Test(directory_store, for_each) {
  Tree tree;
  tree.record();
  tree.put("tree/example.com/joe/b.test/bo", "1.2.3.4 x\n");
  tree.put("tree/example.com/joe/cy@c.test", "");
  tree.put("tree/README", "not ours");
  tree.put("tree/example.com/note", "not ours");
  tree.put("tree/example.com/joe/b.test/UPPER", "");
  tree.put("tree/example.com/joe/b.test/deep/deeper", "");
  tree.scratch.fifo("tree/example.com/joe/pipe");
  Collector collector;
  tree.store.for_each(collector);
  std::sort(collector.keys.begin(), collector.keys.end());
  cr_assert(collector.keys.size() == 3, "got %zu", collector.keys.size());
  expect_text(collector.keys[0], "example.com/joe/b.test/al waiting");
  expect_text(collector.keys[1], "example.com/joe/b.test/bo passed");
  expect_text(collector.keys[2], "example.com/joe/c.test/cy waiting");
  cr_expect(collector.problems.size() == 4, "got %zu", collector.problems.size());
  Collector first;
  first.most = 1;
  tree.store.for_each(first);
  cr_expect(first.keys.size() == 1);
}

Test(directory_store, purge) {
  Tree tree;
  const char* const old_ones[] = {
      "tree/example.com/old/b.test/al", "tree/example.com/joe/b.test/bo",
      "tree/example.com/joe/cy@c.test", "tree/.clients/1.2.3.4/_none/_none"};
  for (const char* name : old_ones) {
    tree.put(name, "x");
    tree.set_age(name, 1000);
  }
  tree.put(kPath, "");
  tree.set_age(kPath, 900);
  tree.put("tree/README", "not ours");
  tree.set_age("tree/README", 1000);
  fs::create_directories(tree.scratch.path("tree/example.com/hollow/x.test"));
  Collector watcher;
  const PurgeCounts counts = tree.store.purge(std::time(nullptr) - 950, watcher);
  cr_expect(counts.seen == 5 && counts.removed == 4, "got %lu of %lu",
            static_cast<unsigned long>(counts.removed), static_cast<unsigned long>(counts.seen));
  cr_expect(counts.directories_removed == 6, "got %lu",
            static_cast<unsigned long>(counts.directories_removed));
  for (const char* name : old_ones) cr_expect(!fs::exists(tree.scratch.path(name)), "%s", name);
  cr_expect(fs::exists(tree.scratch.path(kPath)));
  cr_expect(fs::exists(tree.scratch.path("tree/README")));
  cr_expect(!fs::exists(tree.scratch.path("tree/example.com/hollow")));
  cr_expect(fs::exists(tree.scratch.path("tree/.clients")), "as every domain's directory");
  cr_expect(tree.store.purge(std::time(nullptr) + 9, watcher).removed == 1);
  cr_expect(fs::exists(tree.scratch.path("tree/example.com")));
  cr_expect(watcher.problems.empty());
}

Test(directory_store, no_tree) {
  DirectoryStore store("/nonexistent/tree", false);
  Collector collector;
  store.for_each(collector);
  store.purge(0, collector);
  cr_expect(collector.problems.size() == 2);
}

Test(directory_store, nothing_stays_open) {
  Tree tree;
  const int before = next_free_descriptor();
  tree.record();
  (void)tree.state();
  Collector collector;
  tree.store.for_each(collector);
  tree.store.purge(0, collector);
  cr_expect(next_free_descriptor() == before);
}
