// Accounts of the system, passwd(5).
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "os/privileges.h"

namespace spamweir::os {

struct Account {
  Identity identity;
  std::string home;
};

// Looked up in `passwd_file`, or by the system's own means where that is empty. Error: it can't be
// known whether there is such an account.
Result<std::optional<Account>> find_account(const std::string& name,
                                            const std::string& passwd_file);

}  // namespace spamweir::os
