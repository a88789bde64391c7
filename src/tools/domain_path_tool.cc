// domain2path: where names have their files in a name directory.
#include <optional>
#include <string>

#include "base/text.h"
#include "lists/name_directory.h"
#include "tools/name_input.h"
#include "tools/tool.h"

namespace spamweir::tools {

int run_domain2path(const ToolCall& call) {
  const bool directory_only = call.words.has("-d");
  Output output;
  int status = kDone;
  NameInput names(call.words.operands);
  for (std::string_view name; !output.has_failed() && names.next(name);) {
    std::optional<std::string> path = lists::name_directory_path(name);
    if (!path) {
      output.flush();  // so that complaints stand where they belong
      complain(call.name, concat(name, ": ", lists::kNoNamePath));
      status = kNotDone;
      continue;
    }
    if (directory_only) path->erase(path->rfind('/'));
    output.print(concat(*path, "\n"));
  }
  if (!was_whole(call, names, output)) status = kNotDone;
  return finish(call, output, status);
}

}  // namespace spamweir::tools
