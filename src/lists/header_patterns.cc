#include "lists/header_patterns.h"

#include <utility>

#include "base/text.h"
#include "lists/walk.h"

namespace spamweir::lists {
namespace {

constexpr std::string_view kAllowedPatterns =
    "this is no header pattern; write NAME: PATTERN, with *, ? and [...] as wildcards";

bool is_white_space(char c) { return is_blank(c) || c == '\r'; }

// Appends to a normalized text, a run of white space as one blank.
void append_collapsed(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (!is_white_space(c)) {
      out += c;
    } else if (out.empty() || out.back() != ' ') {
      out += ' ';
    }
  }
}

void drop_last_blank(std::string& text) {
  if (!text.empty() && text.back() == ' ') text.pop_back();
}

// `Name : value` and `Name:value` become `Name: value`; white space is one blank already.
void normalize_colon(std::string& line) {
  size_t colon = line.find(':');
  if (colon == std::string::npos) return;
  if (colon > 0 && line[colon - 1] == ' ') line.erase(--colon, 1);
  if (colon + 1 == line.size() || line[colon + 1] != ' ') line.insert(colon + 1, 1, ' ');
}

}  // namespace

bool HeaderLines::next(std::string& line) {
  line.clear();
  std::string_view raw = take_line();
  if (raw.empty()) {
    rest_ = {};
    return false;
  }
  append_collapsed(line, raw);
  while (!rest_.empty() && is_blank(rest_[0])) append_collapsed(line, take_line());
  drop_last_blank(line);
  normalize_colon(line);
  return true;
}

std::string_view HeaderLines::take_line() {
  const size_t end = rest_.find('\n');
  std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

HeaderPatterns::HeaderPatterns(const config::ListSource& source, log::Log& log) : log_(log) {
  for_each_entry(source, log, kAllowedPatterns,
                 [this](std::string_view text, Hit hit) { return add(text, std::move(hit)); });
}

bool HeaderPatterns::add(std::string_view text, Hit hit) {
  std::string collapsed;
  append_collapsed(collapsed, text);
  Glob glob(collapsed);
  if (!glob.has_literal(':')) return false;
  const size_t colon = collapsed.find(':');
  const bool has_blank = colon + 1 < collapsed.size() && collapsed[colon + 1] == ' ';
  patterns_.push_back({std::move(glob), has_blank, std::move(hit)});
  return true;
}

// The first pattern that matches a line as HeaderLines gives it, or null.
const HeaderPatterns::Pattern* HeaderPatterns::match(std::string_view line, size_t& steps) const {
  const std::string spaced = lower_case(line.substr(0, kMaxMatched));
  const size_t colon = spaced.find(':');
  if (colon == std::string::npos) return nullptr;
  const Glob::Set characters = Glob::characters_of(spaced);
  std::string tight;
  for (const Pattern& pattern : patterns_) {
    if (++steps > kMaxSteps) return nullptr;
    if (!pattern.glob.could_match(characters)) continue;
    if (pattern.glob.matches(spaced, steps)) return &pattern;
    if (pattern.has_blank) continue;
    if (tight.empty()) tight = std::string(spaced).erase(colon + 1, 1);
    if (pattern.glob.matches(tight, steps)) return &pattern;
  }
  return nullptr;
}

std::optional<HeaderPatterns::HeaderHit> HeaderPatterns::match_header(
    std::string_view header) const {
  HeaderLines lines(header);
  std::string line;
  size_t steps = 0;
  while (lines.next(line)) {
    if (const Pattern* pattern = match(line, steps))
      return HeaderHit{std::move(line), pattern->hit};
    if (steps <= kMaxSteps) continue;
    log_.error(concat("The header filter gave up on a header of ", to_text(header.size()),
                      " bytes and ", to_text(patterns_.size()),
                      " patterns, and the message passes it; use fewer patterns that begin with a"
                      " wildcard"));
    break;
  }
  return std::nullopt;
}

}  // namespace spamweir::lists
