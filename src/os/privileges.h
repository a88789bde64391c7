// Another user's rights in the place of ours: for good, or for a while.
#pragma once

#include <sys/types.h>

#include <string_view>

#include "base/result.h"

namespace spamweir::os {

// `account` is USER or USER:GROUP, each a name or a number. Becomes that user (real, effective and
// saved), with that group or the user's own, and no other groups. Nothing happens where we are that
// user already. On an error some rights may be gone and the process must not serve.
Status become_user(std::string_view account);

// Whether there are such a user and group, whoever asks.
Status check_account(std::string_view account);

// Whether this process may become whom it likes.
bool is_root();

struct Identity {
  uid_t user = 0;
  gid_t group = 0;
};

// The effective rights of another user, with no other groups, until this object is gone: then root
// has them back, or the process ends. Who is not root keeps what rights there are.
class BorrowedRights {
 public:
  // Nobody borrows twice at a time. Error: the system refuses, and nothing has changed.
  static Result<BorrowedRights> of(const Identity& owner);
  BorrowedRights(BorrowedRights&& other) noexcept;
  BorrowedRights& operator=(BorrowedRights&&) = delete;
  BorrowedRights(const BorrowedRights&) = delete;
  ~BorrowedRights();

  // Whether what the process may do now is what that user may.
  bool are_theirs() const { return are_theirs_; }
  // Real and saved user and group too: the rights from before are gone. On an error some may be,
  // and the process must end.
  Status keep();

 private:
  explicit BorrowedRights(const Identity& owner);

  Identity owner_;
  gid_t own_group_;
  bool must_give_back_ = false;
  bool are_theirs_;
};

// Whether the program was started with rights beyond those of who started it (setuid, setgid or
// the like).
bool has_foreign_rights();

}  // namespace spamweir::os
