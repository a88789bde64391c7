#include "smtp/body_scanner.h"

#include <criterion/criterion.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "support/expect.h"

using spamweir::smtp::BodyScanner;
using spamweir::smtp::LineEnd;

namespace {

struct Scanned {
  std::string clean;
  size_t used = 0;
  bool ended = false;
  bool operator==(const Scanned&) const = default;
};

// Feeds `input` in two pieces cut at `split`, then the rest one byte at a time when `slow`.
Scanned scan(const std::string& input, bool lf_accepted, LineEnd before,
             const std::vector<size_t>& cuts) {
  BodyScanner scanner(lf_accepted, before);
  Scanned result;
  size_t from = 0;
  for (size_t i = 0; i <= cuts.size() && !result.ended; ++i) {
    const size_t to = i < cuts.size() ? cuts[i] : input.size();
    // A copy of its own, so that reading beyond the piece is an error that a sanitizer sees.
    const std::vector<char> piece(input.begin() + static_cast<long>(from),
                                  input.begin() + static_cast<long>(to));
    const BodyScanner::Step step = scanner.scan({piece.data(), piece.size()});
    result.clean += step.clean;
    result.used += step.used;
    result.ended = step.ended;
    from = to;
  }
  return result;
}

// What servers that know only CRLF take from the clean bytes: the message without its dots, or
// "(open)".
std::string as_stored(const std::string& clean) {
  std::string message;
  size_t at = 0;
  for (;;) {
    const size_t end = clean.find("\r\n", at);
    if (end == std::string::npos) return "(open)";
    std::string line = clean.substr(at, end - at);
    at = end + 2;
    if (line == ".") return at == clean.size() ? message : "(bytes behind the end)";
    if (!line.empty() && line[0] == '.') line.erase(0, 1);
    message += line + "|";
  }
}

struct BodyCase {
  const char* label;
  bool lf_accepted;
  LineEnd before;
  std::string input;
  std::string stored;  // lines ended by |, or (open)
  size_t unused;       // bytes behind the end of data
};

constexpr LineEnd kCrlf = LineEnd::crlf;
constexpr LineEnd kLf = LineEnd::lf;

const BodyCase kBodyCases[] = {
    // A client that speaks CRLF.
    {"plain", false, kCrlf, "a\r\nb\r\n.\r\n", "a|b|", 0},
    {"empty message", false, kCrlf, ".\r\n", "", 0},
    {"dots are unstuffed by the server", false, kCrlf, "..a\r\n...\r\n.\r\n", ".a|..|", 0},
    {"a dot and text", false, kCrlf, ".a\r\n.\r\n", "a|", 0},
    {"what follows the end stays", false, kCrlf, "a\r\n.\r\nQUIT\r\n", "a|", 6},
    {"no end", false, kCrlf, "a\r\n.", "(open)", 0},
    {"bare LF is repaired", false, kCrlf, "a\nb\r\n.\r\n", "a|b|", 0},
    {"LF.LF is data", false, kCrlf, "a\n.\nb\r\n.\r\n", "a|.|b|", 0},
    {"LF.CRLF is data", false, kCrlf, "a\n.\r\nb\r\n.\r\n", "a|.|b|", 0},
    {"CRLF.LF is data", false, kCrlf, "a\r\n.\nb\r\n.\r\n", "a|.|b|", 0},
    {"CR.CR is data", false, kCrlf, "a\r.\rb\r\n.\r\n", "a\r.\rb|", 0},
    {"CRLF.CR is data", false, kCrlf, "a\r\n.\rb\r\n.\r\n", "a|\rb|", 0},
    {"CRLF.CRCRLF is data", false, kCrlf, "a\r\n.\r\r\nb\r\n.\r\n", "a|\r|b|", 0},
    {"CR.CRLF is data", false, kCrlf, "a\r.\r\nb\r\n.\r\n", "a\r.|b|", 0},
    {"LF.CR.LF is data", false, kCrlf, "a\n.\r.\nb\r\n.\r\n", "a|.\r.|b|", 0},
    {"LFCR.CRLF is data", false, kCrlf, "a\n\r.\r\nb\r\n.\r\n", "a|\r.|b|", 0},
    {"a dot behind a bare LF is no stuffing", false, kCrlf, "a\n.b\r\n.\r\n", "a|.b|", 0},
    {"two dots behind a bare LF", false, kCrlf, "a\n..b\r\n.\r\n", "a|..b|", 0},
    {"dot dot LF", false, kCrlf, "a\r\n..\n.\r\nb\r\n.\r\n", "a|.|.|b|", 0},
    {"LF LF", false, kCrlf, "a\n\n.\n\r\n.\r\n", "a||.||", 0},
    {"CR alone at a line's end", false, kCrlf, "a\r\r\n.\r\n", "a\r|", 0},
    {"NUL and 8-bit bytes", false, kCrlf, std::string("\0\xff\r\n.\r\n", 7),
     std::string("\0\xff|", 3), 0},
    {"after DATA with a bare LF the first dot is data", false, kLf, ".\r\na\r\n.\r\n", ".|a|", 0},
    // A client that has never sent a CRLF.
    {"LF client", true, kLf, "a\nb\n.\n", "a|b|", 0},
    {"LF client, empty", true, kLf, ".\n", "", 0},
    {"LF client, CRLF.CRLF ends too", true, kLf, "a\r\n.\r\n", "a|", 0},
    {"LF client, LF.CRLF is data", true, kLf, "a\n.\r\nb\n.\n", "a|.|b|", 0},
    {"LF client, CRLF.LF is data", true, kLf, "a\r\n.\nb\n.\n", "a|.|b|", 0},
    {"LF client stuffs dots", true, kLf, "a\n..b\n.c\n.\n", "a|.b|c|", 0},
    {"LF client, what follows stays", true, kLf, "a\n.\nQUIT\n", "a|", 5},
    {"LF client, CR.LF", true, kLf, "a\r.\nb\n.\n", "a\r.|b|", 0},
    // lenient: both ends count for a client that speaks CRLF.
    {"lenient, LF.LF", true, kCrlf, "a\r\nb\n.\nQUIT\r\n", "a|b|", 6},
    {"lenient, CRLF.CRLF", true, kCrlf, "a\nb\r\n.\r\n", "a|b|", 0},
};

}  // namespace

Test(body_scanner, ends_and_repairs) {
  for (const BodyCase& c : kBodyCases) {
    const Scanned got = scan(c.input, c.lf_accepted, c.before, {});
    cr_expect(as_stored(got.clean) == c.stored, "%s: got stored %s, want %s", c.label,
              as_stored(got.clean).c_str(), c.stored.c_str());
    cr_expect(got.ended == (c.stored != "(open)"), "%s: ended", c.label);
    cr_expect(c.input.size() - got.used == c.unused, "%s: used %zu", c.label, got.used);
  }
}

Test(body_scanner, every_split_gives_the_same) {
  for (const BodyCase& c : kBodyCases) {
    const Scanned want = scan(c.input, c.lf_accepted, c.before, {});
    for (size_t a = 0; a <= c.input.size(); ++a) {
      for (size_t b = a; b <= c.input.size(); ++b) {
        const Scanned got = scan(c.input, c.lf_accepted, c.before, {a, b});
        cr_expect(got == want, "%s split at %zu and %zu: %s", c.label, a, b, got.clean.c_str());
      }
    }
  }
}

// Bodies longer than a stride of the fast scan, with the rare sequences at every distance from its
// edges.
Test(body_scanner, sequences_at_every_offset_of_a_stride) {
  for (const std::string sequence :
       {"\n.\n", "\r\n.\n", "\n.\r\n", "\n", "\r\n.x", "\r\n..x", "\r.\r"}) {
    for (size_t offset = 0; offset < 200; ++offset) {
      const std::string input =
          std::string(offset, 'x') + sequence + std::string(150, 'y') + "\r\n.\r\nrest";
      const Scanned whole = scan(input, false, kCrlf, {});
      std::vector<size_t> cuts;
      for (size_t i = 1; i < input.size(); ++i) cuts.push_back(i);
      const Scanned bytewise = scan(input, false, kCrlf, cuts);
      cr_expect(whole == bytewise, "offset %zu", offset);
      cr_expect(whole.ended && input.substr(whole.used) == "rest", "offset %zu: end", offset);
    }
  }
}

// Random bytes of the interesting alphabet: one end at most, and never one that no rule allows.
Test(body_scanner, random_bodies_end_once_and_where_they_should) {
  std::mt19937 random(20250101);
  constexpr char kAlphabet[] = "\r\n..a\r\n";
  for (int round = 0; round < 20000; ++round) {
    std::string input;
    for (int i = 0; i < 40; ++i) input += kAlphabet[random() % 7];
    const bool lf_accepted = round % 2 == 1;
    const Scanned whole = scan(input, lf_accepted, kCrlf, {});
    const Scanned halves = scan(input, lf_accepted, kCrlf, {random() % 20, 20 + random() % 20});
    cr_assert(whole == halves);
    // With the DATA line's own end before it, the body ends at the first of the two sequences.
    const std::string framed = "\r\n" + input;
    const size_t crlf = framed.find("\r\n.\r\n");
    size_t lf = std::string::npos;
    for (size_t at = 0; lf_accepted && (at = framed.find("\n.\n", at)) != std::string::npos; ++at) {
      if (at > 0 && framed[at - 1] == '\r') continue;
      lf = at;
      break;
    }
    const size_t crlf_end = crlf == std::string::npos ? crlf : crlf + 5;
    const size_t lf_end = lf == std::string::npos ? lf : lf + 3;
    const size_t end = std::min(crlf_end, lf_end);
    cr_assert(whole.ended == (end != std::string::npos));
    if (whole.ended) cr_assert_eq(whole.used, end - 2);
    if (whole.ended) cr_assert(as_stored(whole.clean).find('(') == std::string::npos);
  }
}

Test(body_scanner, tells_which_line_ends_it_saw) {
  BodyScanner crlf(false, kCrlf);
  (void)crlf.scan("a\r\nb\r\n");
  cr_expect(!crlf.saw_bare_lf());
  (void)crlf.scan("c\n");
  cr_expect(crlf.saw_bare_lf());

  BodyScanner lf(true, kLf);
  (void)lf.scan("a\nb\n");
  cr_expect(!lf.saw_crlf());
  (void)lf.scan("c\r");
  (void)lf.scan("\n");
  cr_expect(lf.saw_crlf());
}

Test(body_scanner, without_dot_stuffing) {
  struct {
    const char* lines;
    const char* want;
  } constexpr kCases[] = {
      {"", ""},
      {".", ""},
      {"a: b\r\n.c: d\r\n", "a: b\r\nc: d\r\n"},
      {"..a\r\n", ".a\r\n"},
      {"a.b\r\n.\tc", "a.b\r\n\tc"},
      {".\r\n.", "\r\n"},
  };
  for (const auto& c : kCases) {
    spamweir::testing::expect_text(spamweir::smtp::without_dot_stuffing(c.lines), c.want, "%s",
                                   c.lines);
  }
}
