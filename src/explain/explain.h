// --explain: what each filter makes of a mail, and why.
//
// A real session is rehearsed with a real engine, so that the answers are those that a client would
// get; only the server is an accommodating one in memory, DNS is told the client's name where it is
// given, and the graylist is shown as it is and not changed.
#pragma once

#include <span>
#include <vector>

#include "config/configuration.h"
#include "config/given.h"

namespace spamweir::explain {

// `words`, behind the options, are the mail (mail.h), `-` among them the lines of standard input;
// `given` is all that the configuration says.
// Prints, and returns the exit status: 0 where all recipients would get the mail, 1 where not, 2
// where the words can't be read.
int explain(config::Configuration configuration, std::vector<config::Given> given,
            std::span<const char* const> words);

}  // namespace spamweir::explain
