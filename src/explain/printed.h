// An explanation as it is printed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "explain/findings.h"
#include "explain/mail.h"
#include "explain/rehearsal.h"

namespace spamweir::explain {

// The facts that the mail was judged by.
std::string print_facts(const Mail& mail, std::string_view rdns, int64_t now_secs);

// Filter by filter; of recipients behind the first only what is not the same.
std::string print_findings(const Findings& findings);

// What the client was answered, and what the log would say.
std::string print_played(const Played& played, const std::vector<std::string>& log_lines);

// Whether the mail is refused, and by what: in a line or a few.
std::string print_conclusion(const Mail& mail, const Findings& findings, const Played& played);

// Where a log line was given: whether the log would say the same today.
std::string print_comparison(const Mail& mail, const std::vector<std::string>& log_lines);

}  // namespace spamweir::explain
