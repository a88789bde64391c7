// Name directories: very many host names as a tree of files, so that looking one up costs no
// reading. `mail.b.example.com` is the file
//
//   com/e/example/b/mail.b.example.com
//
// The last three labels lead to it, the last one first, with the first letter of the second-last
// label between the last two; the file bears the full name in lower case. It stands for the name
// and every name below it. `example.com` is com/e/example/example.com; a name of one label has no
// file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lists/hit.h"
#include "log/log.h"

namespace spamweir::lists {

// The path of a name's own file below a name directory. Nothing where a label is empty or holds
// anything but letters, digits, `_` and `-`, since names come from strangers and could lead
// elsewhere, where the name has one label, and where it is longer than DNS names are. Case and a
// dot at the end are no difference.
std::optional<std::string> name_directory_path(std::string_view name);
// Why there is none, for whoever wrote the name.
inline constexpr std::string_view kNoNamePath =
    "this makes no path; a name has two labels or more, of letters, digits, - and _";

// Looks for the name and, where it has no file, for each name above it; of a name whose own labels
// don't make a path, those above it still count. The hit's text is the path below `directory`. One
// system call for each name looked for and one for the directory. A directory that is missing or
// that can't be searched is one ERROR, and what can't be looked at counts as missing. Only a
// regular file or a link to one counts; what is in it doesn't matter.
std::optional<Hit> find_in_name_directory(std::string_view name, const std::string& directory,
                                          log::Log& log);

}  // namespace spamweir::lists
