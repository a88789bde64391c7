// Whether vpopmail has a user, as its vdelivermail would find out.
#pragma once

#include <string_view>

#include "os/privileges.h"
#include "recipients/answer.h"
#include "recipients/home.h"
#include "recipients/request.h"
#include "recipients/trace.h"

namespace spamweir::recipients {

struct VpopmailUser {
  std::string_view name;
  std::string_view domain;
};

class Vpopmail {
 public:
  // Both must live longer.
  Vpopmail(const Places& places, const Trace& trace) : places_(places), trace_(trace) {}

  // Looks for the user's directory in the domain's, `home`; then asks valias and vuserinfo, where
  // they are built in. Before these run, `rights` are kept for good. Valid, invalid, or can't say
  // where nothing definite is known.
  Answer has_user(const VpopmailUser& user, const Home& home, os::BorrowedRights& rights) const;

 private:
  Answer ask_programs(std::string_view address) const;

  const Places& places_;
  const Trace& trace_;
};

}  // namespace spamweir::recipients
