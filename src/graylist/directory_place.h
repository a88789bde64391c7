// The place of one key in a directory tree: see directory_store.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "graylist/store.h"
#include "os/directory.h"

namespace spamweir::graylist {

class DirectoryPlace final : public Place {
 public:
  DirectoryPlace(std::string root, const Key& key, bool creates_domain);

  // One of both is to be called first: finds out the state. Only the first moves an entry of the
  // old layout; after the second nothing may be changed.
  Status find();
  Status find_to_read();

  State state() const override { return state_; }
  int64_t since_secs() const override { return facts_.modified_secs; }
  const std::string& path() const override { return path_; }
  Status record() override;
  Status look_again(int64_t now_secs) override;
  Status pass(const Visitor& visitor, int64_t now_secs) override;
  Status touch(int64_t now_secs) override;
  Status begin_anew(int64_t now_secs) override;
  Status may_be_changed() const override;
  Result<std::string> visitors() const override;
  Status close() override;

 private:
  using Access = os::Directory::Access;

  Status open_domain();
  Status explain_missing_domain();
  Status open_entry(Access access);
  Status read_facts();
  Status take_facts(const os::SystemStatus& status);
  Status look(Access access, std::optional<std::string>& old_name);
  Status look_for_old(std::optional<std::string>& old_name);
  Status move_old(const std::string& old_name);
  os::SystemStatus make_entry();
  os::SystemStatus make_domain();
  os::SystemStatus make_recipient();
  Status note(std::string line, bool& written);
  os::SystemStatus may_make_entry() const;

  std::string root_;
  const Key key_;
  bool creates_domain_;
  std::string domain_path_;
  std::string below_domain_;  // RECIPIENT-USER/SENDER-DOMAIN/SENDER-USER
  std::string path_;
  State state_ = State::foreign;
  os::Directory domain_;
  os::Directory recipient_;
  os::TreeFile file_;
  os::FileFacts facts_;
};

}  // namespace spamweir::graylist
