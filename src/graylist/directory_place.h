// The place of one key in a directory tree: see directory_store.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "graylist/store.h"
#include "os/directory.h"

namespace spamweir::graylist {

class DirectoryPlace final : public Place {
 public:
  DirectoryPlace(std::string root, const Key& key, bool creates_domain);

  // To be called first: finds out the state.
  Status find();

  State state() const override { return state_; }
  int64_t since_secs() const override { return facts_.modified_secs; }
  const std::string& path() const override { return path_; }
  Status record() override;
  Status pass(const Visitor& visitor, int64_t now_secs) override;
  Status touch(int64_t now_secs) override;
  Status begin_anew(int64_t now_secs) override;
  Result<std::string> visitors() override;
  Status close() override;

 private:
  Status open_domain();
  Status explain_missing_domain();
  Status open_entry(bool& found);
  Status read_facts();
  Status look_for_old(bool& moved);
  Status move_old(const std::string& old_name, bool& moved);
  os::SystemStatus make_entry();
  os::SystemStatus make_domain();
  os::SystemStatus make_recipient();
  Status note(std::string line, bool& written);

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
