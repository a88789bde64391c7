// A rejection in words: what the client is told and what the log shows.
#pragma once

#include <string>
#include <string_view>

#include "config/settings.h"

namespace spamweir::filters {

struct Verdict {
  config::Rejection rejection = {};
  int code = 0;        // the SMTP reply code
  std::string text;    // behind the code, policy URL included
  std::string reason;  // of the log line; may be empty
  std::string_view log_code() const { return config::row_of(rejection).log_code; }
};

// The configured or default text with `detail` behind it, then ` See: URL#LOG_CODE` where the
// rejection has a policy URL and one is configured (without the `#` when the URL ends in `=`).
Verdict make_verdict(config::Rejection rejection, std::string reason, std::string_view detail,
                     const config::Settings& settings);
// The same with a code that lets an honest client come again.
Verdict made_temporary(Verdict verdict);

}  // namespace spamweir::filters
