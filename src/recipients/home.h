// A recipient's home, and what qmail-local would find and could use there. To be used while the
// process has the recipient's rights; every path is the recipient's own, and leads where the
// recipient could go. Nothing is waited for, and nothing is written.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>

#include "os/descriptor.h"
#include "recipients/answer.h"

namespace spamweir::recipients {

class Home {
 public:
  // Holds the directory. `has_their_rights`: where the process has rights of its own instead, what
  // these don't allow is unknown.
  Home(const std::string& path, bool has_their_rights);

  // Unavailable, or can't say, where qmail-local would not begin; valid where it would.
  Answer usable() const { return usable_; }

  // A file of instructions.
  struct DotQmail {
    Answer usable = Answer::valid;  // else the rest says nothing
    std::string text;
    bool forwards_only = false;  // its execute bit is set
  };
  // A larger one can't be judged.
  static constexpr size_t kMaxDotQmail = 1024 * 1024;
  // Nothing where it is missing, or no regular file, which is the same to qmail-local.
  std::optional<DotQmail> dot_qmail(const std::string& name) const;

  // Whether mail could be delivered to it. A name is absolute or relative to the home.
  Answer mbox(const std::string& name) const;
  Answer maildir(const std::string& name) const;
  Answer program(const std::string& name) const;
  bool has_directory(const std::string& name) const;

 private:
  // What a failed system call means, by errno.
  Answer failure() const;
  Answer access(const std::string& name, int mode) const;
  Answer directory(const std::string& name, int mode) const;
  Answer new_mbox(const std::string& name) const;

  Answer denied_;
  Answer usable_;
  os::Descriptor directory_;
};

}  // namespace spamweir::recipients
