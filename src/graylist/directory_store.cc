#include "graylist/directory_store.h"

#include <utility>

#include "base/text.h"
#include "graylist/directory_place.h"
#include "graylist/names.h"
#include "graylist/tree_error.h"
#include "graylist/tree_walk.h"

namespace spamweir::graylist {
namespace {

// The key that the names on the way to a file stand for; nothing if it is no entry.
std::optional<Key> key_at(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (!is_name(name)) return std::nullopt;
  }
  if (names.size() == TreeWalk::kDepth + 1) return Key{names[0], names[1], names[2], names[3]};
  if (names.size() != TreeWalk::kDepth) return std::nullopt;
  const size_t at = names[2].rfind('@');
  if (at == std::string::npos || at == 0 || at + 1 == names[2].size()) return std::nullopt;
  return Key{names[0], names[1], names[2].substr(at + 1), names[2].substr(0, at)};
}

class EntryWalk final : public TreeWalk {
 public:
  explicit EntryWalk(EntryVisitor& visitor) : visitor_(visitor) {}

 private:
  bool file(const os::Directory& parent, const std::string& name) override {
    os::FileFacts facts;
    const os::SystemStatus status = parent.facts(name, facts);
    if (status.is_missing()) return false;
    const std::optional<Key> key = key_at(names());
    if (!status.ok()) {
      problem(tree_error("examine", path(), status).message);
    } else if (!key || facts.type != os::FileFacts::Type::file) {
      other(name);
    } else {
      goes_on_ = visitor_.visit({*key, path(), facts.size > 0, facts.modified_secs});
    }
    return true;
  }
  // A link in the place of a domain is one of the documented things.
  void other(const std::string&) override {
    if (names().size() > 1) problem(wrong_thing(path(), "it is no entry").message);
  }
  void emptied(const os::Directory&, const std::string&) override {}
  bool goes_on() const override { return goes_on_; }
  void problem(std::string_view text) override { visitor_.problem(text); }

  EntryVisitor& visitor_;
  bool goes_on_ = true;
};

class PurgeWalk final : public TreeWalk {
 public:
  PurgeWalk(int64_t before_secs, PurgeWatcher& watcher)
      : before_secs_(before_secs), watcher_(watcher) {}

  const PurgeCounts& counts() const { return counts_; }

 private:
  static constexpr uint64_t kReportEvery = 1024;

  bool file(const os::Directory& parent, const std::string& name) override {
    // Beside the domains' directories stands nothing of ours.
    if (names().size() < 2) return true;
    if (++counts_.seen % kReportEvery == 0) watcher_.progress(counts_);
    os::FileFacts facts;
    os::SystemStatus status = parent.facts(name, facts);
    if (status.ok() && facts.modified_secs >= before_secs_) return true;
    if (status.ok()) status = parent.remove_file(name);
    if (status.is_missing()) return false;
    if (!status.ok()) {
      problem(tree_error("remove", path(), status).message);
      return true;
    }
    ++counts_.removed;
    return false;
  }
  void other(const std::string&) override {}
  // The directory of a domain stays: that it is there means that the domain is graylisted. Another
  // that has just been filled again stays too, by the system's word.
  void emptied(const os::Directory& parent, const std::string& name) override {
    if (names().size() > 1 && parent.remove_directory(name).ok()) ++counts_.directories_removed;
  }
  void problem(std::string_view text) override { watcher_.problem(text); }

  int64_t before_secs_;
  PurgeWatcher& watcher_;
  PurgeCounts counts_;
};

}  // namespace

DirectoryStore::DirectoryStore(std::string root, bool creates_domains)
    : root_(std::move(root)), creates_domains_(creates_domains) {}

Result<std::unique_ptr<Place>> DirectoryStore::look_up(const Key& key) {
  auto place = std::make_unique<DirectoryPlace>(root_, key, creates_domains_);
  if (Status status = place->find(); !status.ok()) return Error{status.error()};
  return std::unique_ptr<Place>(std::move(place));
}

Result<std::unique_ptr<const Place>> DirectoryStore::read(const Key& key) {
  auto place = std::make_unique<DirectoryPlace>(root_, key, creates_domains_);
  if (Status status = place->find_to_read(); !status.ok()) return Error{status.error()};
  return std::unique_ptr<const Place>(std::move(place));
}

Result<bool> DirectoryStore::remove(const Key& key) {
  const Result<bool> removed = remove_file(key);
  if (!removed.ok()) return removed;
  // What stands in the old layout would take its place. Looking up moves it there.
  const Result<std::unique_ptr<Place>> left = look_up(key);
  if (!left.ok()) return Error{left.error()};
  if (!left.value()->is_entry()) return removed;
  const Result<bool> also = remove_file(key);
  return also.ok() ? Result<bool>(removed.value() || also.value()) : also;
}

Result<bool> DirectoryStore::remove_file(const Key& key) const {
  const std::string domain_path = concat(root_, "/", key.recipient_domain);
  os::Directory domain;
  os::Directory parent;
  os::SystemStatus status = domain.open(domain_path);
  if (status.ok()) {
    status = parent.open_below(domain, concat(key.recipient_user, "/", key.sender_domain));
  }
  if (status.ok()) status = parent.remove_file(key.sender_user);
  if (status.is_missing()) return false;
  if (status.ok()) return true;
  return tree_error(
      "remove",
      concat(domain_path, "/", key.recipient_user, "/", key.sender_domain, "/", key.sender_user),
      status);
}

void DirectoryStore::for_each(EntryVisitor& visitor) { EntryWalk(visitor).run(root_); }

PurgeCounts DirectoryStore::purge(int64_t before_secs, PurgeWatcher& watcher) {
  PurgeWalk walk(before_secs, watcher);
  walk.run(root_);
  return walk.counts();
}

}  // namespace spamweir::graylist
