#include "base/json.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using namespace spamweir;
using spamweir::testing::expect_text;

Test(json, strings) {
  const struct {
    std::string_view text, want;
  } cases[] = {
      {"", R"("")"},
      {"a b", R"("a b")"},
      {"a\"b\\c", R"("a\"b\\c")"},
      {"it's", R"("it\u0027s")"},  // between single quotes no shell sees what is in it
      {"a\n\x7F", R"("a\u000a\u007f")"},
      {"\xE4", R"("\u00e4")"},
      {"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", "\"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\""},
      {"\xC3", R"("\u00c3")"},
      {"\xE2\x82", R"("\u00e2\u0082")"},
      {"\xE2\x82z", R"("\u00e2\u0082z")"},
      {"\xC0\xAF", R"("\u00c0\u00af")"},                      // overlong
      {"\xE0\x9F\xBF", R"("\u00e0\u009f\u00bf")"},            // overlong
      {"\xED\xA0\x80", R"("\u00ed\u00a0\u0080")"},            // a surrogate
      {"\xF4\x90\x80\x80", R"("\u00f4\u0090\u0080\u0080")"},  // beyond U+10FFFF
      {"\xF0\x8F\xBF\xBF", R"("\u00f0\u008f\u00bf\u00bf")"},  // overlong
      {std::string_view("a\0b", 3), R"("a\u0000b")"},
      {"\xC2\x9B\x31m\xC2\xA0", "\"\\u00c2\\u009b1m\xC2\xA0\""},              // CSI of a terminal
      {"\xE2\x80\xAE\xE2\x80\xA7", "\"\\u00e2\\u0080\\u00ae\xE2\x80\xA7\""},  // right to left
  };
  for (const auto& c : cases) expect_text(json_string(c.text), c.want);
}

// Cut at a whole character, and never longer than asked.
Test(json, excerpts) {
  const struct {
    std::string_view text;
    size_t most;
    std::string_view want;
  } cases[] = {
      {"", 8, R"("")"},
      {"abcdef", 8, R"("abcdef")"},
      {"abcdefg", 8, R"("abc…")"},
      {"abcde\x01", 12, R"("abcde…")"},
      {"\x01", 8, R"("\u0001")"},
      {"\x01\x01", 8, R"("…")"},
      {"aa\xC3\xA4\xC3\xA4", 8, "\"aa\xC3\xA4\xC3\xA4\""},
      {"aa\xC3\xA4\xC3\xA4z", 8, R"("aa…")"},
      {"\"\"\"", 8, R"("\"\"\"")"},
      {"\"\"\"\"", 8, R"("\"…")"},
  };
  for (const auto& c : cases) {
    expect_text(json_excerpt(c.text, c.most), c.want);
    cr_expect_leq(json_excerpt(c.text, c.most).size(), c.most);
  }
}

Test(json, numbers) {
  expect_text(json_number(0), "0");
  expect_text(json_number(-12), "-12");
  expect_text(json_number(INT64_MIN), "-9223372036854775808");
}

Test(json, objects_and_arrays) {
  expect_text(JsonObject().str(), "{}");
  expect_text(JsonArray().str(), "[]");
  JsonArray array;
  array.add("1");
  array.add(json_string("x"));
  expect_text(JsonObject()
                  .text("a", "b")
                  .text_or_null("c", "")
                  .text_or_null("d", "e")
                  .number("f", 7)
                  .json("g", array.str())
                  .append(JsonObject())
                  .append(JsonObject().number("h", 8))
                  .str(),
              R"({"a":"b","c":null,"d":"e","f":7,"g":[1,"x"],"h":8})");
}
