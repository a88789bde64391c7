// The name of this host, where the filter has to give one.
#pragma once

#include <string>

#include "config/settings.h"
#include "log/log.h"
#include "os/environment.h"

namespace spamweir::doors {

// hostname, else the first line that hostname-command prints, else the first line of hostname-file,
// else TCPLOCALHOST, HOSTNAME; empty where none says anything. What can't be had is one ERROR, and
// the next one is asked; a hostname-file that is there by default need not exist. May wait for the
// command, at most 5 seconds.
std::string host_name(const config::HostNameSettings& settings, const os::Environment& environment,
                      log::Log& log);

}  // namespace spamweir::doors
