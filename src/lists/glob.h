// Shell patterns as fnmatch(3) knows them: `*` any text, `?` any character, `[a-z]`, `[!a-z]` or
// `[^a-z]` one of (not) these, with classes such as `[:digit:]`, a backslash takes the meaning from
// the character behind it. Case doesn't matter; every byte is a character, NUL and those above 127
// too. `[` without its `]` and a backslash at the end stand for themselves.
//
// The text may be hostile and long: a match takes time in proportion to the length of the text,
// whatever the pattern, and no recursion. (Between two stars only the first 64 characters of what
// holds a `?` or a set are looked for that fast.)
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spamweir::lists {

class Glob {
 public:
  explicit Glob(std::string_view pattern);

  // Whether the whole text matches. The text must be in lower case. Adds to `steps` what that may
  // have cost, in characters looked at.
  bool matches(std::string_view lower_case_text, size_t& steps) const;

  // Whether the pattern asks for this very character somewhere.
  bool has_literal(char c) const;

  using Set = std::bitset<256>;
  // The characters that a text is made of.
  static Set characters_of(std::string_view text);
  // False for a text of these characters, or some of them, that can't match: a quick look, where
  // one text meets many patterns.
  bool could_match(const Set& characters) const { return (literals_ & ~characters).none(); }

 private:
  // What stands between two stars.
  class Segment {
   public:
    void add(char literal);
    void add(const Set& set);
    // To be called before find().
    void prepare_find();

    size_t size() const { return literal_.size(); }
    // `text` has size() characters from `at` on.
    bool is_at(std::string_view text, size_t at) const;
    // The first place from `from` on, or npos. Steps count only where the text is looked at twice.
    size_t find(std::string_view text, size_t from, size_t& steps) const;

   private:
    bool is_literal() const { return sets_.empty(); }

    std::string literal_;  // in lower case; NUL where a set stands
    // One for each character; none where all are literal.
    std::vector<Set> sets_;
    // For each character the places where it may stand, the first in the lowest bit.
    std::vector<uint64_t> places_;
  };

  // The text between one star and the next; at least one, and the last has no star behind it.
  std::vector<Segment> segments_;
  size_t min_size_ = 0;
  Set literals_;
};

}  // namespace spamweir::lists
