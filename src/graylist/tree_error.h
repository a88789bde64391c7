// What the log says of an error in a graylist tree: the path, the system's words and the remedy.
#pragma once

#include <string_view>

#include "base/result.h"
#include "os/directory.h"

namespace spamweir::graylist {

// `verb` as in `Unable to VERB PATH`.
Error tree_error(std::string_view verb, std::string_view path, const os::SystemStatus& status);

// The same where the system had no objection, but `why` is wrong.
Error wrong_thing(std::string_view path, std::string_view why);

}  // namespace spamweir::graylist
