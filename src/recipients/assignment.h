// Who gets the mail of a local address: qmail-lspawn(8), qmail-users(5), qmail-getpw(8).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "os/privileges.h"
#include "recipients/request.h"

namespace spamweir::recipients {

struct Assignment {
  os::Identity owner;
  std::string home;
  std::string dash;
  std::string ext;  // as the address spells it
};

// Of users/cdb; nothing where it has none for `local`, or is missing itself.
Result<std::optional<Assignment>> find_in_users(const std::string& path, std::string_view local);

// By the system's accounts: the longest beginning of `local` that is a user, else the user alias.
Result<Assignment> find_in_accounts(const std::string& passwd_file, std::string_view local);

// The first of these that has one.
Result<Assignment> find_assignment(const Places& places, std::string_view local);

}  // namespace spamweir::recipients
