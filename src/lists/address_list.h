// Whether an envelope address is on a list. Entries, case never matters:
//
//   user@domain   that address;
//   @domain       every address of the domain and of all domains below it;
//   user@         that user of any domain, and the user without a domain (`postmaster@`);
//   <>            the null sender, which nothing else matches;
//   /regex/       POSIX extended (regex(7)), searched for in `user@domain`.
//
// An address with a BATV tag is looked for with its tag and without it. A domain without @ is an
// ERROR, because it could be meant for the domain or for a user. A line of
// a file that can't concern the address is passed over with a short look, which notices a missing
// @, blanks and a domain that begins with a dot, but not control characters.
//
// 60,000 lines take less than half a millisecond.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "config/settings.h"
#include "lists/hit.h"
#include "lists/regex.h"
#include "log/log.h"
#include "smtp/address.h"

namespace spamweir::lists {

// A list that is asked about many addresses. Entries first, then files; the first match is the hit.
// A malformed entry or line is one ERROR that names it and says what is allowed, and is skipped; a
// file that can't be read is one ERROR and counts as empty.
class AddressList {
 public:
  // Both must live longer.
  AddressList(const config::ListSource& source, log::Log& log) : source_(source), log_(log) {}

  // The list is read for each address that isn't remembered. A remembered answer holds although
  // the files change, and reports nothing again.
  std::optional<Hit> find(const smtp::Address& address);

  // When there would be more answers than these, all are forgotten.
  static constexpr size_t kMaxRemembered = 1000;

 private:
  // Local part and domain in lower case.
  using Key = std::pair<std::string, std::string>;

  const config::ListSource& source_;
  log::Log& log_;
  RegexCache regexes_;
  std::map<Key, std::optional<Hit>> answers_;
};

// Looks at every entry and line for what is malformed, and reports it as above.
void check_address_list(const config::ListSource& source, log::Log& log);

}  // namespace spamweir::lists
