#include "base/text.h"

#include <criterion/criterion.h>

namespace {

using namespace std::string_literals;

struct TwoTexts {
  const char* label;
  std::string_view a;
  std::string_view b;
  bool want;
};

void check_all(const auto& cases, bool (*function)(std::string_view, std::string_view)) {
  for (const TwoTexts& c : cases) {
    const bool got = function(c.a, c.b);
    cr_expect(got == c.want, "%s: got %d, want %d", c.label, got, c.want);
  }
}

}  // namespace

Test(text, lower_case) {
  const std::string got = spamweir::lower_case("AZ[@`az{ \xC4\xE4");
  cr_expect(got == "az[@`az{ \xC4\xE4", "got %s", got.c_str());
}

Test(text, equals_ignoring_case) {
  const TwoTexts cases[] = {
      {"same", "abc", "abc", true},
      {"other case", "aBc", "AbC", true},
      {"both empty", "", "", true},
      {"shorter", "ab", "abc", false},
      {"@ is not `", "@", "`", false},
      {"[ is not {", "[", "{", false},
      {"8-bit bytes are themselves", "\xC4", "\xE4", false},
      {"NUL counts", std::string_view("a\0b", 3), std::string_view("a\0c", 3), false},
  };
  check_all(cases, spamweir::equals_ignoring_case);
}

Test(text, starts_with_ignoring_case) {
  const TwoTexts cases[] = {
      {"beginning", "MAIL FROM:", "mail", true}, {"whole", "mail", "MAIL", true},
      {"empty beginning", "x", "", true},        {"longer than the text", "mai", "mail", false},
      {"elsewhere", "xmail", "mail", false},
  };
  check_all(cases, spamweir::starts_with_ignoring_case);
}

Test(text, ends_with_ignoring_case) {
  const TwoTexts cases[] = {
      {"end", "x.Example.COM", ".example.com", true},
      {"whole", ".com", ".COM", true},
      {"empty end", "x", "", true},
      {"longer than the text", "com", ".com", false},
      {"elsewhere", "com.x", "com", false},
  };
  check_all(cases, spamweir::ends_with_ignoring_case);
}

Test(text, trim) {
  const struct {
    std::string_view text, want;
  } cases[] = {{"", ""},    {" \t\r\n", ""}, {"a", "a"},    {" \ta b\r\n", "a b"},
               {"a ", "a"}, {" a", "a"},     {"\va", "\va"}};
  for (const auto& c : cases) {
    const std::string got(spamweir::trim(c.text));
    cr_expect(got == c.want, "%s: got %s, want %s", c.text.data(), got.c_str(), c.want.data());
  }
}

Test(text, parse_number) {
  const struct {
    const char* text;
    std::optional<uint64_t> want;
  } cases[] = {{"0", 0},
               {"007", 7},
               {"18446744073709551615", UINT64_MAX},
               {"18446744073709551616", std::nullopt},
               {"99999999999999999999", std::nullopt},
               {"", std::nullopt},
               {"-1", std::nullopt},
               {"+1", std::nullopt},
               {" 1", std::nullopt},
               {"1 ", std::nullopt},
               {"1a", std::nullopt},
               {"0x1", std::nullopt}};
  for (const auto& c : cases) {
    cr_expect(spamweir::parse_number(c.text) == c.want, "%s: want %d", c.text, c.want.has_value());
  }
}

Test(text, to_text) {
  cr_expect(spamweir::to_text(0) == "0");
  cr_expect(spamweir::to_text(9) == "9");
  cr_expect(spamweir::to_text(10) == "10");
  cr_expect(spamweir::to_text(UINT64_MAX) == "18446744073709551615");
}

Test(text, concat) {
  cr_expect(spamweir::concat("a", "b"s, std::string_view("c")) == "abc");
  cr_expect(spamweir::concat("", "") == "");
  cr_expect(spamweir::concat(std::string_view("\0", 1), "x") == "\0x"s);
}

Test(text, excerpt) {
  cr_expect(spamweir::excerpt("abcdef", 6) == "abcdef");
  cr_expect(spamweir::excerpt("abcdefg", 6) == "abc...");
  cr_expect(spamweir::excerpt("", 6) == "");
}

Test(text, split) {
  using Pieces = std::vector<std::string_view>;
  cr_expect(spamweir::split("a,,b", ',') == (Pieces{"a", "", "b"}));
  cr_expect(spamweir::split("", ',') == Pieces{""});
  cr_expect(spamweir::split("a", ',') == Pieces{"a"});
  cr_expect(spamweir::split(",a,", ',') == (Pieces{"", "a", ""}));
}

Test(text, edit_distance) {
  const struct {
    const char *a, *b;
    size_t want;
  } cases[] = {{"", "", 0},
               {"", "abc", 3},
               {"abc", "", 3},
               {"abc", "abc", 0},
               {"kitten", "sitting", 3},
               {"flaw", "lawn", 2},
               {"ab", "ba", 2},
               {"greylist", "graylist", 1}};
  for (const auto& c : cases) {
    const size_t got = spamweir::edit_distance(c.a, c.b);
    cr_expect(got == c.want, "%s, %s: got %zu, want %zu", c.a, c.b, got, c.want);
  }
}
