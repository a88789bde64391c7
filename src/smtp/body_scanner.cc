#include "smtp/body_scanner.h"

#include <algorithm>
#include <cstdint>

namespace spamweir::smtp {
namespace {

// Wide enough for any vector unit; the compiler makes vector code of the inner loop.
constexpr size_t kStride = 64;

// Whether one of the line ends in [at, at + kStride) is a bare LF or stands before a dot. The bytes
// before and behind the stride must be readable.
bool stride_has_suspect(const char* at) {
  uint8_t found = 0;
  for (size_t i = 0; i < kStride; ++i) {
    const uint8_t newline = at[i] == '\n';
    const uint8_t bare = at[static_cast<ptrdiff_t>(i) - 1] != '\r';
    const uint8_t before_dot = at[i + 1] == '.';
    found |= newline & (bare | before_dot);
  }
  return found != 0;
}

// The first LF at or behind `from` (at least 1) that is bare, stands before a dot, or is the last
// byte: the only bytes of a body that need a thought. The input's size when there is none.
size_t find_suspect(std::string_view input, size_t from) {
  size_t at = from;
  while (at + kStride < input.size() && !stride_has_suspect(input.data() + at)) at += kStride;
  for (; at < input.size(); ++at) {
    if (input[at] != '\n') continue;
    if (input[at - 1] != '\r' || at + 1 == input.size() || input[at + 1] == '.') return at;
  }
  return at;
}

}  // namespace

// Everything kept so far, then `bytes`, then input_ from at_ on.
void BodyScanner::emit(std::string_view bytes) {
  if (kept_from_ < at_) clean_.append(input_.substr(kept_from_, at_ - kept_from_));
  clean_.append(bytes);
  kept_from_ = at_;
  rewritten_ = true;
}

// Keeps the byte at at_ back until what follows it has told its meaning.
void BodyScanner::withhold() {
  emit({});
  kept_from_ = at_ + 1;
}

void BodyScanner::end_line(LineEnd end) {
  line_end_ = end;
  place_ = Place::line_start;
  (end == LineEnd::lf ? saw_bare_lf_ : saw_crlf_) = true;
}

void BodyScanner::step_inside(char c) {
  if (c == '\n') {
    const bool bare = place_ != Place::inside_cr;
    if (bare) emit("\r");
    end_line(bare ? LineEnd::lf : LineEnd::crlf);
  } else {
    place_ = c == '\r' ? Place::inside_cr : Place::inside;
  }
}

bool BodyScanner::end_lone_dot(LineEnd end) {
  const bool ends = end == line_end_ && (end == LineEnd::crlf || lf_accepted_);
  emit(ends ? ".\r" : "..\r");
  end_line(end);
  return ends;
}

bool BodyScanner::step_behind_dot(char c) {
  if (c == '\n') return end_lone_dot(place_ == Place::dot_cr ? LineEnd::crlf : LineEnd::lf);
  if (c == '\r' && place_ == Place::dot) {
    withhold();
    place_ = Place::dot_cr;
    return false;
  }
  if (!dots_are_stuffed()) emit(".");
  emit(place_ == Place::dot_cr ? ".\r" : ".");
  place_ = place_ == Place::dot_cr ? Place::inside_cr : Place::inside;
  step_inside(c);
  return false;
}

bool BodyScanner::step(char c) {
  switch (place_) {
    case Place::line_start:
      if (c == '.') {
        withhold();
        place_ = Place::dot;
      } else {
        step_inside(c);
      }
      return false;
    case Place::dot:
    case Place::dot_cr:
      return step_behind_dot(c);
    case Place::inside:
    case Place::inside_cr:
      step_inside(c);
      return false;
  }
  __builtin_unreachable();
}

// Where bare LF is accepted every line end is looked at, elsewhere only those that may need work.
size_t BodyScanner::next_line_end() const {
  return lf_accepted_ ? std::min(input_.find('\n', at_), input_.size()) : find_suspect(input_, at_);
}

BodyScanner::Step BodyScanner::scan(std::string_view input) {
  input_ = input;
  at_ = kept_from_ = 0;
  rewritten_ = false;
  clean_.clear();
  bool ended = false;
  while (!ended && at_ < input.size()) {
    ended = step(input[at_]);
    ++at_;
    const bool inside = place_ == Place::inside || place_ == Place::inside_cr;
    if (!inside || at_ == input.size()) continue;
    at_ = next_line_end();
    const char before = input[at_ - 1];
    place_ = before == '\r' ? Place::inside_cr : Place::inside;
  }
  if (rewritten_) emit({});
  return Step{rewritten_ ? std::string_view(clean_) : input.substr(0, at_), at_, ended};
}

std::string without_dot_stuffing(std::string_view lines) {
  std::string plain;
  plain.reserve(lines.size());
  while (!lines.empty()) {
    if (lines[0] == '.') lines.remove_prefix(1);
    const size_t newline = lines.find('\n');
    const size_t end = newline == std::string_view::npos ? lines.size() : newline + 1;
    plain += lines.substr(0, end);
    lines.remove_prefix(end);
  }
  return plain;
}

}  // namespace spamweir::smtp
