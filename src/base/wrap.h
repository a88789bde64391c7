// Text for people at a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spamweir {

// The columns that every terminal has, and two to spare.
inline constexpr size_t kTextWidth = 78;

// The words of `text` in lines of at most kTextWidth columns, the first behind `beginning`, the
// others behind as many blanks as that has bytes; the last has its line end too. A word that is
// longer has a line of its own.
std::string wrapped(std::string_view beginning, std::string_view text);

}  // namespace spamweir
