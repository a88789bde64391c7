// domainsplit: makes a name directory of a list of names.
#include <unistd.h>

#include <optional>
#include <string>

#include "base/text.h"
#include "lists/name_directory.h"
#include "os/input_file.h"
#include "os/shared_tree.h"
#include "tools/line_input.h"
#include "tools/tool.h"

namespace spamweir::tools {
namespace {

// Most names share directories with those before, so these are made only where they are missing.
os::SystemStatus make_file(const std::string& path) {
  os::SystemStatus status = os::make_empty_file(path);
  if (!status.is_missing()) return status;
  status = os::make_directories(path.substr(0, path.rfind('/')));
  return status.ok() ? os::make_empty_file(path) : status;
}

// Makes the file of each name. What is no name is passed over with a complaint; a file that can't
// be made ends it, since the next ones would fare no better; so does a list that can't be read on.
int split_list(const ToolCall& call, int fd, std::string_view source) {
  int status = kDone;
  LineInput lines(fd);
  for (std::string_view line; lines.next_beginning(line);) {
    const std::string_view name = trim(line);
    if (name.empty() || name.starts_with('#')) continue;
    const std::string place = concat(source, "(", to_text(lines.number()), "): ", name, ": ");
    const std::optional<std::string> path =
        lists::name_directory_path(name.substr(name.starts_with('.') ? 1 : 0));
    if (!path) {
      complain(call.name, concat(place, lists::kNoNamePath));
      status = kNotDone;
      continue;
    }
    const std::string file = concat(call.words.operands[0], "/", *path);
    const os::SystemStatus made = make_file(file);
    if (made.ok()) continue;
    complain(call.name, concat(place, "can't make ", file, " (", made.text(), ")"));
    return kNotDone;
  }
  if (lines.status().ok()) return status;
  complain(call.name, unreadable(source, lines.status().text()));
  return kNotDone;
}

}  // namespace

int run_domainsplit(const ToolCall& call) {
  const std::string directory(call.words.operands[0]);
  const os::SystemStatus made = os::make_directories(directory);
  if (!made.ok()) {
    complain(call.name, concat(directory, ": can't be made (", made.text(), ")"));
    return kNotDone;
  }
  if (call.words.operands.size() == 1) return split_list(call, STDIN_FILENO, kStandardInput);
  const os::InputFile file{std::string(call.words.operands[1])};
  if (file.readable() != os::Readable::yes) {
    complain(call.name, unreadable(file.path(), file.problem()));
    return kNotDone;
  }
  return split_list(call, file.fd(), file.path());
}

}  // namespace spamweir::tools
