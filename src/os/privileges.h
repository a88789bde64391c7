// Another user's rights in the place of ours, for good.
#pragma once

#include <string_view>

#include "base/result.h"

namespace spamweir::os {

// `account` is USER or USER:GROUP, each a name or a number. Becomes that user (real, effective and
// saved), with that group or the user's own, and no other groups. Nothing happens where we are that
// user already. On an error some rights may be gone and the process must not serve.
Status become_user(std::string_view account);

// Whether there are such a user and group, whoever asks.
Status find_account(std::string_view account);

// Whether this process may become whom it likes.
bool is_root();

}  // namespace spamweir::os
