// Lists of words that tell what a host name with the client's address in it stands for: `dynamic`,
// `pool`, `.example.net`. An entry or line holds one or more words with blanks between them, and
// matches where the name has all of them. Words are made of letters, digits, `-`, `_`, `.` and
// bytes above 127, with at least one that is neither `-`, `_` nor `.`. Case doesn't matter:
//
//   pool           between characters that are no letters or digits (or an end of the name), and
//                  not reaching into the last two labels, which say whose the name is;
//   .example.net   at the end of the name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.h"
#include "config/settings.h"
#include "log/log.h"

namespace spamweir::lists {

struct KeywordHit {
  std::string keywords;  // the entry or line, without blanks around it
  std::string file;      // FILE(LINE); empty for an entry

  friend bool operator==(const KeywordHit&, const KeywordHit&) = default;
};

// Nothing, and no file is read, where the name does not contain the address (ip_in_name.h). Entries
// first, then files; the first match is the hit. A malformed entry or line is one ERROR that names
// it and says what is allowed, and is skipped; a file that can't be read is one ERROR and counts as
// empty. A dot at the end of the name is no difference.
std::optional<KeywordHit> find_keyword(std::string_view name, const IpAddress& ip,
                                       const config::ListSource& source, log::Log& log);

// Looks at every entry and line for what is malformed, and reports it as above.
void check_keyword_list(const config::ListSource& source, log::Log& log);

}  // namespace spamweir::lists
