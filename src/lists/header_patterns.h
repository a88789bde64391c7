// The header blacklist: patterns `Name: pattern` with the wildcards of glob.h against the lines of
// a message's header.
//
// Pattern and line meet in one form: unfolded (RFC 5322 2.2.3), runs of white space made one blank,
// none before the first colon and one behind it, none at the end. A pattern without a blank behind
// its colon matches as well. Lines without a colon are no header lines and match nothing.
//
// Of a line only the first 8192 bytes in that form are matched, as if it ended there: a pattern
// can't see what stands behind them. RFC 5322 2.1.1 allows 998 bytes between two line ends, and
// unfolded lines of real mail rarely have more than a few thousand.
//
// A whole header may cost kMaxSteps: without these limits one hostile message could cost minutes of
// CPU time, and it is the administrator's patterns and the sender's lines together that make it
// dear.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "lists/glob.h"
#include "lists/hit.h"
#include "log/log.h"

namespace spamweir::lists {

// Takes a header apart. `header` is made of lines that end in CRLF or LF, the last of them perhaps
// in nothing, and ends at the first empty line; it must live longer. NUL and 8-bit bytes are
// ordinary characters.
class HeaderLines {
 public:
  explicit HeaderLines(std::string_view header) : rest_(header) {}

  // The next line with its continuations (those that begin with a blank or tab), normalized; false
  // at the end.
  bool next(std::string& line);

 private:
  std::string_view take_line();

  std::string_view rest_;
};

class HeaderPatterns {
 public:
  static constexpr size_t kMaxMatched = 8192;
  // In characters of lines that patterns are held against: 0.15 s at worst. A header of 100 kB
  // costs as much when 1,000 patterns look at each line from end to end.
  static constexpr size_t kMaxSteps = 100'000'000;

  // Reads entries, then files. A pattern without a colon is one ERROR that names it, and is
  // skipped; a file that can't be read is one ERROR and counts as empty. `log` must live longer.
  HeaderPatterns(const config::ListSource& source, log::Log& log);

  bool empty() const { return patterns_.empty(); }

  struct HeaderHit {
    std::string line;
    Hit hit;
  };
  // The first line of a header that matches, whole, and the first pattern that matches it; holds
  // one line at a time. When kMaxSteps are spent, nothing matches any more and one ERROR says so:
  // mail flows.
  std::optional<HeaderHit> match_header(std::string_view header) const;

 private:
  struct Pattern {
    Glob glob;
    bool has_blank;  // behind its colon
    Hit hit;
  };

  bool add(std::string_view text, Hit hit);
  const Pattern* match(std::string_view line, size_t& steps) const;

  log::Log& log_;
  std::vector<Pattern> patterns_;
};

}  // namespace spamweir::lists
