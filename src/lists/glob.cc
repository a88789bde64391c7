#include "lists/glob.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace spamweir::lists {
namespace {

using Set = std::bitset<256>;

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

Glob::Glob(std::string_view pattern) {
  tokens_.reserve(pattern.size());
  for (size_t at = 0; at < pattern.size();) {
    const char c = pattern[at++];
    if (c == '*') {
      if (tokens_.empty() || tokens_.back().kind != Kind::star) add(Kind::star);
    } else if (c == '?') {
      add(Kind::any);
    } else if (c == '[') {
      at = add_set(pattern, at);
    } else if (c == '\\' && at < pattern.size()) {
      add(Kind::literal, pattern[at++]);
    } else {
      add(Kind::literal, c);
    }
  }
}

void Glob::add(Kind kind, char literal) { tokens_.push_back({kind, to_lower(literal), 0}); }

size_t Glob::add_set(std::string_view pattern, size_t at) {
  SetReader reader(pattern, at);
  const std::optional<Set> set = reader.read();
  if (!set) {
    add(Kind::literal, '[');
    return at;
  }
  tokens_.push_back({Kind::set, 0, static_cast<uint32_t>(sets_.size())});
  sets_.push_back(*set);
  return reader.at();
}

bool Glob::matches(std::string_view lower_case_text) const {
  constexpr size_t kNoStar = std::string_view::npos;
  const std::string_view text = lower_case_text;
  size_t token = 0;
  size_t at = 0;
  // Where to go back to: the token behind the last star, and where its text begins.
  size_t behind_star = kNoStar;
  size_t retry_at = 0;
  for (;;) {
    if (token < tokens_.size() && tokens_[token].kind == Kind::star) {
      behind_star = ++token;
      if (token == tokens_.size()) return true;
      at = retry_at = next_candidate(token, text, at);
    }
    if (at >= text.size()) break;
    if (token < tokens_.size() && token_matches(tokens_[token], text[at])) {
      ++token;
      ++at;
    } else if (behind_star == kNoStar) {
      return false;
    } else {
      token = behind_star;
      at = retry_at = next_candidate(token, text, retry_at + 1);
    }
  }
  return token == tokens_.size();
}

bool Glob::has_literal(char c) const {
  return std::any_of(tokens_.begin(), tokens_.end(), [c](const Token& token) {
    return token.kind == Kind::literal && token.literal == to_lower(c);
  });
}

bool Glob::token_matches(const Token& token, char c) const {
  switch (token.kind) {
    case Kind::literal:
      return token.literal == c;
    case Kind::any:
      return true;
    case Kind::set:
      return sets_[token.set][index_of(c)];
    case Kind::star:
      break;
  }
  return false;
}

// The first place from `from` on where the token behind a star can match, text.size() if there is
// none.
size_t Glob::next_candidate(size_t token, std::string_view text, size_t from) const {
  if (tokens_[token].kind != Kind::literal) return std::min(from, text.size());
  return std::min(text.find(tokens_[token].literal, from), text.size());
}

}  // namespace spamweir::lists
