#include "lists/glob.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/text.h"

namespace spamweir::lists {
namespace {

using Set = std::bitset<256>;

// As many characters of a segment as a word has bits.
constexpr size_t kPlaces = 64;

size_t index_of(char c) { return static_cast<unsigned char>(c); }

bool is_lower_punctuation(char c) {
  return !is_control(c) && static_cast<unsigned char>(c) < 128 && c != ' ' && !is_alpha(c) &&
         !is_digit(c);
}

struct CharacterClass {
  std::string_view name;
  bool (*contains)(char);
};

// POSIX (XBD 9.3.5) in the C locale; upper and lower are all letters, because case doesn't matter.
constexpr CharacterClass kClasses[] = {
    {"alpha", [](char c) { return is_alpha(c); }},
    {"digit", [](char c) { return is_digit(c); }},
    {"alnum", [](char c) { return is_alpha(c) || is_digit(c); }},
    {"upper", [](char c) { return is_alpha(c); }},
    {"lower", [](char c) { return is_alpha(c); }},
    {"xdigit", [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); }},
    {"blank", [](char c) { return is_blank(c); }},
    {"space", [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }},
    {"cntrl", [](char c) { return is_control(c); }},
    {"punct", [](char c) { return is_lower_punctuation(c); }},
    {"graph", [](char c) { return c > ' ' && c < 127; }},
    {"print", [](char c) { return c >= ' ' && c < 127; }},
};

// Reads what stands between the brackets.
class SetReader {
 public:
  SetReader(std::string_view pattern, size_t at) : pattern_(pattern), at_(at) {}

  // `at` is behind the `[`. Nothing where no `]` closes the set.
  std::optional<Set> read() {
    const bool negated = next_is("!") || next_is("^");
    if (negated) ++at_;
    for (bool first = true; first || !next_is("]"); first = false) {
      if (next_is("[:") && read_class()) continue;
      if (!read_range()) return std::nullopt;
    }
    ++at_;
    return negated ? ~set_ : set_;
  }

  // Behind the `]`.
  size_t at() const { return at_; }

 private:
  bool next_is(std::string_view text) const { return pattern_.substr(at_).starts_with(text); }

  bool read_class() {
    const size_t end = pattern_.find(":]", at_ + 2);
    if (end == std::string_view::npos) return false;
    const std::string_view name = pattern_.substr(at_ + 2, end - at_ - 2);
    for (const CharacterClass& one : kClasses) {
      if (one.name != name) continue;
      for (size_t c = 0; c < set_.size(); ++c) {
        if (one.contains(static_cast<char>(c))) set_.set(index_of(to_lower(static_cast<char>(c))));
      }
      at_ = end + 2;
      return true;
    }
    return false;
  }

  bool read_range() {
    const std::optional<char> first = read_character();
    if (!first) return false;
    std::optional<char> last = first;
    const bool is_range = next_is("-") && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']';
    if (is_range) {
      ++at_;
      last = read_character();
      if (!last) return false;
    }
    for (size_t c = index_of(*first); c <= index_of(*last); ++c) {
      set_.set(index_of(to_lower(static_cast<char>(c))));
    }
    return true;
  }

  std::optional<char> read_character() {
    if (at_ < pattern_.size() && pattern_[at_] == '\\') ++at_;
    if (at_ >= pattern_.size()) return std::nullopt;
    return pattern_[at_++];
  }

  std::string_view pattern_;
  size_t at_;
  Set set_;
};

}  // namespace

Glob::Glob(std::string_view pattern) : segments_(1) {
  for (size_t at = 0; at < pattern.size();) {
    char c = pattern[at++];
    if (c == '*') {
      if (segments_.size() == 1 || segments_.back().size() > 0) segments_.emplace_back();
      continue;
    }
    ++min_size_;
    if (c == '?') {
      segments_.back().add(~Set());
      continue;
    }
    if (c == '[') {
      SetReader reader(pattern, at);
      if (const std::optional<Set> set = reader.read()) {
        segments_.back().add(*set);
        at = reader.at();
        continue;
      }
    }
    if (c == '\\' && at < pattern.size()) c = pattern[at++];
    literals_.set(index_of(to_lower(c)));
    segments_.back().add(to_lower(c));
  }
  for (size_t i = 1; i + 1 < segments_.size(); ++i) segments_[i].prepare_find();
}

bool Glob::matches(std::string_view lower_case_text, size_t& steps) const {
  std::string_view text = lower_case_text;
  if (text.size() < min_size_) return false;
  const Segment& first = segments_.front();
  steps += first.size() + 1;
  if (!first.is_at(text, 0)) return false;
  if (segments_.size() == 1) return text.size() == min_size_;
  const Segment& last = segments_.back();
  steps += text.size() - first.size();
  if (!last.is_at(text, text.size() - last.size())) return false;
  text.remove_suffix(last.size());
  // The first place is the best one: it leaves most of the text to those behind it.
  size_t at = first.size();
  for (size_t i = 1; i + 1 < segments_.size(); ++i) {
    at = segments_[i].find(text, at, steps);
    if (at == std::string_view::npos) return false;
    at += segments_[i].size();
  }
  return true;
}

Glob::Set Glob::characters_of(std::string_view text) {
  Set characters;
  for (const char c : text) characters.set(index_of(c));
  return characters;
}

bool Glob::has_literal(char c) const { return literals_[index_of(to_lower(c))]; }

void Glob::Segment::add(char literal) {
  literal_ += literal;
  if (!is_literal()) sets_.push_back(Set().set(index_of(literal)));
}

void Glob::Segment::add(const Set& set) {
  if (is_literal()) {
    for (const char c : literal_) sets_.push_back(Set().set(index_of(c)));
  }
  literal_ += '\0';
  sets_.push_back(set);
}

void Glob::Segment::prepare_find() {
  if (is_literal()) return;
  places_.assign(Set().size(), 0);
  for (size_t i = 0; i < std::min(size(), kPlaces); ++i) {
    const uint64_t place = uint64_t{1} << i;
    if (literal_[i] != '\0') {
      places_[index_of(literal_[i])] |= place;
      continue;
    }
    for (size_t c = 0; c < places_.size(); ++c) {
      if (sets_[i][c]) places_[c] |= place;
    }
  }
}

bool Glob::Segment::is_at(std::string_view text, size_t at) const {
  if (is_literal()) return text.substr(at).starts_with(literal_);
  for (size_t i = 0; i < size(); ++i) {
    if (!sets_[i][index_of(text[at + i])]) return false;
  }
  return true;
}

size_t Glob::Segment::find(std::string_view text, size_t from, size_t& steps) const {
  constexpr size_t kNowhere = std::string_view::npos;
  if (from > text.size() || text.size() - from < size()) return kNowhere;
  if (is_literal()) {
    const void* found =
        memmem(text.data() + from, text.size() - from, literal_.data(), literal_.size());
    if (found == nullptr) return kNowhere;
    return static_cast<size_t>(static_cast<const char*>(found) - text.data());
  }
  // Bit i of `begun`: the first i + 1 places match the text that ends here (the Shift-And method).
  const size_t sought = std::min(size(), kPlaces);
  const uint64_t complete = uint64_t{1} << (sought - 1);
  uint64_t begun = 0;
  for (size_t end = from; end < text.size(); ++end) {
    begun = (begun << 1 | 1) & places_[index_of(text[end])];
    if ((begun & complete) == 0) continue;
    const size_t at = end + 1 - sought;
    if (text.size() - at < size()) return kNowhere;
    if (size() == sought) return at;
    steps += size();
    if (is_at(text, at)) return at;
  }
  return kNowhere;
}

}  // namespace spamweir::lists
