// What in a list matched, as the log and the verdict's reason name it.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"
#include "log/log.h"

namespace spamweir::lists {

struct Hit {
  // The kind of option that the match came from: -entry, -file or -dir.
  enum class Source { entry, file, directory };
  Source source = Source::entry;
  // The entry as configured, `FILE(LINE)`, or the path below a directory.
  std::string text;

  friend bool operator==(const Hit&, const Hit&) = default;
};

// How a FILTER line shows it: `entry: TEXT`, `file: TEXT` or `path: TEXT`. Blanks stay.
inline std::string log_piece(const Hit& hit) {
  std::string_view name;
  switch (hit.source) {
    case Hit::Source::entry:
      name = "entry: ";
      break;
    case Hit::Source::file:
      name = "file: ";
      break;
    case Hit::Source::directory:
      name = "path: ";
      break;
  }
  return concat(name, log::quoted_text(hit.text));
}

}  // namespace spamweir::lists
