// The walk that every list makes: entries of the configuration first, then the files, each from its
// beginning, until something matches.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "config/settings.h"
#include "lists/hit.h"
#include "lists/list_file.h"
#include "log/log.h"

namespace spamweir::lists {

// What a list's text says about the thing that is looked for.
enum class Judgment { no, yes, malformed };

// A Matcher offers
//   Judgment judge(std::string_view entry)   an entry without blanks around it, neither empty nor a
//   comment; bool passes_over(std::string_view line)  a line of a file as it stands,
//   ListFile::kReadableBehindLine bytes readable behind
//                                            it: true only where judge() could not say yes. It is
//                                            what makes long files fast;
//   std::string_view problem()               what was wrong with the entry that was malformed last,
//   and what may stand there.
template <class Matcher>
std::optional<Hit> find_in_file(const std::string& path, log::Log& log, Matcher& matcher,
                                std::string_view option = {}) {
  ListFile file(path, log);
  std::string_view line;
  while (file.next(line)) {
    if (matcher.passes_over(line)) continue;
    line = trim(line);
    if (line.empty() || line[0] == '#') continue;
    const Judgment judgment = matcher.judge(line);
    if (judgment == Judgment::yes) return file.hit();
    if (judgment == Judgment::malformed) file.report_line(matcher.problem());
  }
  file.report_unreadable(option);
  return std::nullopt;
}

// Malformed entries and lines up to the match are an ERROR each and are skipped; so is a file that
// can't be read.
template <class Matcher>
std::optional<Hit> find_in_list(const config::ListSource& source, log::Log& log, Matcher& matcher) {
  for (const std::string& entry : source.entries) {
    const Judgment judgment = matcher.judge(trim(entry));
    if (judgment == Judgment::yes) return Hit{Hit::Source::entry, entry};
    if (judgment == Judgment::malformed) report_entry(log, source, entry, matcher.problem());
  }
  for (const std::string& path : source.files) {
    if (std::optional<Hit> hit = find_in_file(path, log, matcher, source.file_option)) return hit;
  }
  return std::nullopt;
}

// For who looks for nothing but mistakes: every entry and line is judged, none is passed over. What
// is malformed, or can't be read, is an ERROR as above.
template <class Matcher>
void check_list(const config::ListSource& source, log::Log& log, Matcher& matcher) {
  for (const std::string& entry : source.entries) {
    if (matcher.judge(trim(entry)) == Judgment::malformed) {
      report_entry(log, source, entry, matcher.problem());
    }
  }
  for (const std::string& path : source.files) {
    ListFile file(path, log);
    std::string_view line;
    while (file.next_entry(line)) {
      if (matcher.judge(line) == Judgment::malformed) file.report_line(matcher.problem());
    }
    file.report_unreadable(source.file_option);
  }
}

// The same walk for lists that are kept as a whole: `take(text, hit)` gets each entry and line,
// without blanks around it, and what a match of it would be; it gives false for what is malformed,
// which is an ERROR with `problem`.
template <class Take>
void for_each_entry(const config::ListSource& source, log::Log& log, std::string_view problem,
                    Take take) {
  for (const std::string& entry : source.entries) {
    if (!take(trim(entry), Hit{Hit::Source::entry, entry})) {
      report_entry(log, source, entry, problem);
    }
  }
  for (const std::string& path : source.files) {
    ListFile file(path, log);
    std::string_view line;
    while (file.next_entry(line)) {
      if (!take(line, file.hit())) file.report_line(problem);
    }
    file.report_unreadable(source.file_option);
  }
}

}  // namespace spamweir::lists
