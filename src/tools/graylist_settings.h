// What counts for a request: the filter's configuration file, and the request's own options.
#pragma once

#include "base/result.h"
#include "config/settings.h"
#include "tools/graylist_request.h"

namespace spamweir::tools {

// --graylist-NAME=VALUE wins over the file, wherever it stands. Trees do not add up: those of
// --graylist-dir take the place of the file's (but `!TREE` takes one of these out), and --dir that
// of all. Error: the first mistake in either, or no tree is left.
Result<config::Settings> read_settings(const Request& request);

}  // namespace spamweir::tools
