// --config-test: says what is wrong with a configuration before a client has to find out.
//
// The process becomes the user that run-as-user names, as a session does and at the same moment
// (when the configuration has been read), and then asks the kernel: so each answer is the one that
// a session would get. Everything is tried that can be tried without a client, and nothing is
// changed.
#pragma once

#include <vector>

#include "config/configuration.h"
#include "config/given.h"

namespace spamweir::checkup {

// `given` is all that the configuration says; `command` is the server's, and ends with a null
// pointer. Prints on standard output; the exit status is 1 after an ERROR.
int run(const config::Configuration& configuration, const std::vector<config::Given>& given,
        const char* const* command);

}  // namespace spamweir::checkup
