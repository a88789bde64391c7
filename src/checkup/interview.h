// A short talk with the server behind the filter: greeting, EHLO, QUIT.
#pragma once

#include <string>

#include "base/result.h"
#include "os/environment.h"

namespace spamweir::checkup {

struct ServerOffer {
  bool auth = false;
  bool starttls = false;
};

// Starts `command` as a connection would have it, and waits for no more than 10 seconds in all, or
// until this process is asked to end (SIGINT, SIGTERM, SIGHUP). The error says how far it came.
// What does not end by itself within a second of that is killed.
Result<ServerOffer> interview(const char* const* command, const os::Environment& environment);

}  // namespace spamweir::checkup
