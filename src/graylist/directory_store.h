// Graylist entries as files of a directory tree, as spamdyke keeps them:
//
//   DIR/RECIPIENT-DOMAIN/RECIPIENT-USER/SENDER-DOMAIN/SENDER-USER
//
// An entry that waits is empty, one that has passed holds a line `IP NAME` for each client that it
// passed for; the time is the file's. Directories have mode 0700, files 0600. The directory of a
// domain may be a link to that of another; below it no link is followed, and whoever moves or
// deletes a part of the tree at any moment does no harm: what vanishes is made again.
//
// Files that spamdyke before version 4 has left (RECIPIENT-USER/SENDER-USER@SENDER-DOMAIN) are
// moved to their new place when their sender comes, and read where they are.
//
// System calls, with recipient and sender known, waiting: 8; passed and noted before: 7. The number
// of entries makes no difference.
#pragma once

#include <memory>
#include <string>

#include "graylist/store.h"

namespace spamweir::graylist {

class DirectoryStore final : public Store {
 public:
  // `root` must be there. `creates_domains`: whether a domain without a directory gets one.
  DirectoryStore(std::string root, bool creates_domains);

  Result<std::unique_ptr<Place>> look_up(const Key& key) override;
  Result<std::unique_ptr<const Place>> read(const Key& key) override;
  Result<bool> remove(const Key& key) override;
  void for_each(EntryVisitor& visitor) override;
  PurgeCounts purge(int64_t before_secs, PurgeWatcher& watcher) override;

  // What is read of an entry's lines before a new one is added; who comes beyond that is not noted.
  static constexpr size_t kMostContent = 64 * 1024;
  // So often a path is made again that another process removes meanwhile. Then the mail flows.
  static constexpr int kTries = 20;

 private:
  Result<bool> remove_file(const Key& key) const;

  std::string root_;
  bool creates_domains_;
};

}  // namespace spamweir::graylist
