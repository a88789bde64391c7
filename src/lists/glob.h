// Shell patterns as fnmatch(3) knows them: `*` any text, `?` any character, `[a-z]`, `[!a-z]` or
// `[^a-z]` one of (not) these, with classes such as `[:digit:]`, a backslash takes the meaning from
// the character behind it. Case doesn't matter; every byte is a character, NUL and those above 127
// too. `[` without its `]` and a backslash at the end stand for themselves.
//
// The text may be hostile and long: a match takes at most (length of the text) x (length of the
// pattern) steps and no recursion.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace spamweir::lists {

class Glob {
 public:
  explicit Glob(std::string_view pattern);

  // Whether the whole text matches. The text must be in lower case.
  bool matches(std::string_view lower_case_text) const;

  // Whether the pattern asks for this very character somewhere.
  bool has_literal(char c) const;

 private:
  enum class Kind : uint8_t { literal, any, star, set };
  struct Token {
    Kind kind;
    char literal;
    uint32_t set;  // an index of sets_
  };
  using Set = std::bitset<256>;

  size_t add_set(std::string_view pattern, size_t at);
  void add(Kind kind, char literal = 0);
  bool token_matches(const Token& token, char c) const;
  size_t next_candidate(size_t token, std::string_view text, size_t from) const;

  std::vector<Token> tokens_;
  std::vector<Set> sets_;
};

}  // namespace spamweir::lists
