#include "lists/glob.h"

#include <criterion/criterion.h>
#include <fnmatch.h>

#include <vector>

#include "base/text.h"
#include "support/scratch.h"

using spamweir::lists::Glob;
using spamweir::testing::Random;

namespace {

bool is_match(const Glob& glob, std::string_view text) {
  size_t steps = 0;
  return glob.matches(text, steps);
}

// The plain definition, by trying everything. Pieces are a star, or the characters that may stand
// at one place, none for any.
struct Piece {
  bool is_star;
  std::string characters;
};

bool slow_match(const std::vector<Piece>& pieces, std::string_view text, size_t from = 0) {
  if (from == pieces.size()) return text.empty();
  const Piece& piece = pieces[from];
  if (piece.is_star) {
    for (size_t skipped = 0; skipped <= text.size(); ++skipped) {
      if (slow_match(pieces, text.substr(skipped), from + 1)) return true;
    }
    return false;
  }
  if (text.empty()) return false;
  if (!piece.characters.empty() && piece.characters.find(text[0]) == std::string::npos)
    return false;
  return slow_match(pieces, text.substr(1), from + 1);
}

}  // namespace

Test(glob, matches) {
  const struct {
    const char *pattern, *text;
    bool want;
  } cases[] = {
      {"", "", true},
      {"", "a", false},
      {"a", "", false},
      {"abc", "abc", true},
      {"abc", "abcd", false},
      {"abc", "ab", false},
      {"ABC", "abc", true},
      {"*", "", true},
      {"*", "abc", true},
      {"**", "abc", true},
      {"a*", "a", true},
      {"a*", "abc", true},
      {"a*", "b", false},
      {"*c", "abc", true},
      {"*c", "abcd", false},
      {"a*c", "ac", true},
      {"a*c", "abcbc", true},
      {"a*c", "abcb", false},
      {"*b*", "abc", true},
      {"*b*", "ac", false},
      {"*ab*cd*", "xxabyycdzz", true},
      {"*ab*cd*", "xxcdyyabzz", false},
      {"*aab", "aaaab", true},
      {"*aab", "aaaba", false},
      {"a*b*c", "a__b__b__c", true},
      {"?", "a", true},
      {"?", "", false},
      {"?", "ab", false},
      {"a?c", "abc", true},
      {"*?", "", false},
      {"*?", "a", true},
      {"?*", "ab", true},
      {"[abc]", "b", true},
      {"[abc]", "d", false},
      {"[abc]", "", false},
      {"[a-c]x", "bx", true},
      {"[a-c]x", "dx", false},
      {"[A-C]", "b", true},
      {"[!a-c]", "d", true},
      {"[!a-c]", "b", false},
      {"[^a-c]", "d", true},
      {"[^A-C]", "b", false},
      {"[]]", "]", true},
      {"[]a]", "a", true},
      {"[!]]", "]", false},
      {"[!]]", "a", true},
      {"[a-]", "-", true},
      {"[a-]", "b", false},
      {"[-a]", "-", true},
      {"[c-a]", "b", false},
      {"[\\]]", "]", true},
      {"[\\a]", "\\", false},
      {"[\\!a]", "!", true},
      {"[!]", "[!]", true},
      {"[", "[", true},
      {"[a", "[a", true},
      {"[a", "a", false},
      {"[a-", "[a-", true},
      {"x[]", "x[]", true},
      {"*[0-9][0-9]*", "a12b", true},
      {"*[0-9][0-9]*", "a1b2", false},
      {"[[:digit:]]", "5", true},
      {"[[:digit:]]", "a", false},
      {"[[:ALPHA:]x]", "x", false},
      {"[[:upper:]]", "a", true},
      {"[[:alpha:][:digit:]]", "7", true},
      {"[![:space:]]", " ", false},
      {"[[:blank:]]", "\t", true},
      {"[[:punct:]]", "!", true},
      {"[[:punct:]]", "a", false},
      {"[[:xdigit:]]", "f", true},
      {"[[:xdigit:]]", "g", false},
      {"[[:nope:]]", "n]", true},
      {"\\*", "*", true},
      {"\\*", "a", false},
      {"\\?", "a", false},
      {"\\[a]", "[a]", true},
      {"\\\\", "\\", true},
      {"\\a", "a", true},
      {"\\A", "a", true},
      {"a\\", "a\\", true},
      {"a\\", "a", false},
      {"\xE4*", "\xE4z", true},
      {"\xC4", "\xE4", false},
      {"[\x80-\xFF]", "\xE4", true},
      {"?", "\xFF", true},
      {"x-spam: y*", "x-spam: yes", true},
  };
  for (const auto& c : cases) {
    const bool got = is_match(Glob(c.pattern), c.text);
    cr_expect(got == c.want, "%s, %s: got %d, want %d", c.pattern, c.text, got, c.want);
  }
}

Test(glob, nul_is_an_ordinary_character) {
  const std::string_view text("a\0b", 3);
  cr_expect(is_match(Glob("a?b"), text));
  cr_expect(is_match(Glob("a*b"), text));
  cr_expect(is_match(Glob(text), text));
  cr_expect(!is_match(Glob("a"), text));
  cr_expect(!is_match(Glob(text), "a"));
  cr_expect(is_match(Glob("a[!x]b"), text));
}

Test(glob, has_literal) {
  cr_expect(Glob("X-Spam: *").has_literal(':'));
  cr_expect(Glob("X-Spam\\: *").has_literal(':'));
  cr_expect(Glob("A").has_literal('a'));
  cr_expect(!Glob("X-Spam *").has_literal(':'));
  cr_expect(!Glob("[[:alpha:]]").has_literal(':'));
  cr_expect(!Glob("*").has_literal('*'));
  cr_expect(Glob("\\*").has_literal('*'));
}

// Ends at once only if no star makes the work of the ones before it anew.
Test(glob, many_stars_on_a_long_text, .timeout = 20) {
  std::string pattern;
  for (int i = 0; i < 40; ++i) pattern += "*a";
  pattern += "*b";
  const std::string text(512 * 1024, 'a');
  cr_expect(!is_match(Glob(pattern), text));
  cr_expect(is_match(Glob(pattern), text + "b"));
  cr_expect(!is_match(Glob("*aaaaaaaaaaaaaaaaaaaab"), text));
}

// The C library's matcher is the other witness; what differs by design (no closing bracket, a
// backslash at the end) is left out by the alphabet.
Test(glob, agrees_with_fnmatch) {
  Random random(13);
  const char* pieces[] = {"a",    "b",     "c",           "*",   "?", "[ab]",
                          "[!a]", "[a-c]", "[[:digit:]]", "\\*", "1"};
  size_t matches = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string pattern;
    for (size_t n = random.below(7); n > 0; --n) pattern += pieces[random.below(std::size(pieces))];
    const std::string text = random.text(random.below(7), "aabc1*");
    const bool want = fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
    const bool got = is_match(Glob(pattern), text);
    cr_assert(got == want, "%s, %s: got %d, fnmatch says %d", pattern.c_str(), text.c_str(), got,
              want);
    matches += got;
  }
  cr_expect(matches > 1000, "got %zu", matches);
}

Test(glob, any_bytes_end_well) {
  Random random(17);
  for (int i = 0; i < 20000; ++i) {
    const std::string pattern =
        i % 2 ? random.bytes(random.below(30)) : random.text(random.below(20), "[]!^-\\:*?ab[:");
    const std::string text = spamweir::lower_case(random.bytes(random.below(30)));
    const Glob glob(pattern);
    is_match(glob, text);
    cr_expect(is_match(Glob(std::string("*") + pattern + "*"), text) || !is_match(glob, text) ||
              pattern.ends_with('\\'));
  }
}

Test(glob, agrees_with_the_definition) {
  Random random(23);
  size_t matches = 0;
  for (int i = 0; i < 50000; ++i) {
    std::string pattern;
    std::vector<Piece> pieces;
    const size_t kinds = 2 + random.below(3);
    for (size_t n = random.below(12); n > 0; --n) {
      const size_t kind = random.below(kinds);
      const std::string letter = random.text(1, "ab");
      if (kind == 0 && random.below(2) == 0) {
        pieces.push_back({true, ""});
        pattern += '*';
      } else if (kind < 2) {
        pieces.push_back({false, letter});
        pattern += letter;
      } else if (kind == 2) {
        pieces.push_back({false, ""});
        pattern += '?';
      } else {
        pieces.push_back({false, letter + "c"});
        pattern += '[' + letter + "c]";
      }
    }
    const std::string text = random.text(random.below(16), "aab");
    const Glob glob(pattern);
    const bool want = slow_match(pieces, text);
    const bool got = is_match(glob, text);
    cr_assert(got == want, "%s, %s: got %d, want %d", pattern.c_str(), text.c_str(), got, want);
    cr_assert(!got || glob.could_match(Glob::characters_of(text)), "%s, %s", pattern.c_str(),
              text.c_str());
    matches += got;
  }
  cr_expect(matches > 1000, "got %zu", matches);
}

// A run with sets in it is looked for by its first 64 characters.
Test(glob, long_runs_with_sets) {
  for (const size_t size : {63, 64, 65, 66, 130}) {
    const Glob glob("*" + std::string(size - 2, 'a') + "?[bc]*");
    const std::string found = std::string(size - 1, 'a') + "b";
    const std::string many(300, 'a');
    cr_expect(is_match(glob, found), "%zu", size);
    cr_expect(is_match(glob, many + found + many), "%zu", size);
    cr_expect(is_match(glob, "x" + found.substr(1) + found), "%zu", size);
    cr_expect(!is_match(glob, found.substr(1)), "%zu", size);
    cr_expect(!is_match(glob, "x" + found.substr(2)), "%zu", size);
    cr_expect(!is_match(glob, many), "%zu", size);
  }
}

Test(glob, could_match) {
  const struct {
    const char *pattern, *text;
    bool want;
  } cases[] = {{"a*b", "ab", true},   {"a*b", "a", false}, {"A", "a", true},
               {"[ab]?*", "x", true}, {"", "", true},      {"\xE4", "\xE4", true}};
  for (const auto& c : cases) {
    const bool got = Glob(c.pattern).could_match(Glob::characters_of(c.text));
    cr_expect(got == c.want, "%s, %s: got %d, want %d", c.pattern, c.text, got, c.want);
  }
}

// The steps bound what a match costs: they never count less than the characters looked at.
Test(glob, steps) {
  const struct {
    const char* label;
    std::string pattern, text;
    size_t least, most;
  } cases[] = {
      {"too short a text", "abcdef", "abc", 0, 0},
      {"another beginning", "ab*", std::string(1000, 'x'), 1, 3},
      {"a run that is not there", "*b*", std::string(1000, 'a'), 1000, 1001},
      {"another end", "*b", std::string(1000, 'a'), 1, 1001},
      {"many stars", "*a*a*a*a*b*", std::string(1000, 'a'), 1000, 1001},
      {"sets", "*?[b]*", std::string(1000, 'a'), 1000, 1001},
      {"a long run with a set", "*" + std::string(99, 'a') + "[b]*", std::string(1000, 'a'),
       90 * 1000, 100 * 1000 + 1001},
  };
  for (const auto& c : cases) {
    size_t steps = 7;
    Glob(c.pattern).matches(c.text, steps);
    cr_expect(steps >= 7 + c.least && steps <= 7 + c.most, "%s: got %zu", c.label, steps - 7);
  }
}
