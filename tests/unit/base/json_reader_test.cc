#include "base/json_reader.h"

#include <criterion/criterion.h>

#include "base/json.h"
#include "base/text.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using spamweir::testing::expect_text;

namespace {

// As json.h would write it; numbers and booleans in parentheses, so that they are no strings.
std::string written(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::null:
      return "null";
    case JsonValue::Kind::boolean:
    case JsonValue::Kind::number:
      return concat("(", value.text, ")");
    case JsonValue::Kind::string:
      return json_string(value.text);
    case JsonValue::Kind::array:
    case JsonValue::Kind::object:
      break;
  }
  std::string all;
  for (size_t i = 0; i < value.items.size(); ++i) {
    const std::string name = value.names.empty() ? "" : concat(value.names[i], "=");
    all += concat(i == 0 ? "" : ",", name, written(value.items[i]));
  }
  return value.kind == JsonValue::Kind::array ? concat("[", all, "]") : concat("{", all, "}");
}

std::string read(std::string_view text) {
  const Result<JsonValue> value = parse_json(text);
  return value.ok() ? written(value.value()) : value.error();
}

std::string nested(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

Test(json_reader, values) {
  const struct {
    std::string_view text, want;
  } cases[] = {
      {"null", "null"},
      {" true\n", "(true)"},
      {"false", "(false)"},
      {"0", "(0)"},
      {"-12.50e+3", "(-12.50e+3)"},
      {"1E9", "(1E9)"},
      {"[]", "[]"},
      {"{ }", "{}"},
      {"[1, [\"x\"], {}]", "[(1),[\"x\"],{}]"},
      {R"({"a" : null, "b":{"c":[true]},"":""})", R"({a=null,b={c=[(true)]},=""})"},
      {R"("\"\\\/\b\f\n\r\t")", R"("\"\\/\u0008\u000c\u000a\u000d\u0009")"},
      {"\"\xC3\xA4\"", "\"\xC3\xA4\""},
      {R"("\u20AC\ud83d\uDE00")", "\"\xE2\x82\xAC\xF0\x9F\x98\x80\""},
      {R"("\u0141")", "\"\xC5\x81\""},
      {R"("\u00e4")", R"("\u00e4")"},
  };
  for (const auto& c : cases) expect_text(read(c.text), c.want);
}

Test(json_reader, what_is_wrong) {
  const struct {
    std::string_view text, want;
  } cases[] = {
      {"", "byte 1: here a value must stand"},
      {"nul", "byte 1: here a value must stand"},
      {"True", "byte 1: here a value must stand"},
      {"-", "byte 1: here a value must stand"},
      {"1.", "byte 1: here a value must stand"},
      {"1e", "byte 1: here a value must stand"},
      {"01", "byte 2: here nothing more may stand"},
      {"1 2", "byte 3: here nothing more may stand"},
      {"{}}", "byte 3: here nothing more may stand"},
      {"[1,]", "byte 4: here a value must stand"},
      {"[1", "byte 3: here a comma or the end of the array must stand"},
      {"[", "byte 2: here a value must stand"},
      {"{", "byte 2: here the name of a member must stand, in double quotes"},
      {"{a:1}", "byte 2: here the name of a member must stand, in double quotes"},
      {"{\"a\"}", "byte 5: here a colon must stand"},
      {"{\"a\":}", "byte 6: here a value must stand"},
      {"{\"a\":1", "byte 7: here a comma or the end of the object must stand"},
      {"{\"a\":1,}", "byte 8: here the name of a member must stand, in double quotes"},
      {"\"a", "byte 3: here a string has no end"},
      {"\"a\\", "byte 4: here stands no escape"},
      {"\"\\x41\"", "byte 3: here stands no escape"},
      {"\"a\nb\"", "byte 3: here stands a control character"},
      {R"("\u12")", "byte 4: here stands no code of a character"},
      {R"("\u12g4")", "byte 4: here stands no code of a character"},
      {R"("\ud800")", "byte 8: here stands no code of a character"},
      {R"("\ud800\u0041")", "byte 14: here stands no code of a character"},
      {R"("\udc00")", "byte 8: here stands no code of a character"},
  };
  for (const auto& c : cases) expect_text(read(c.text), c.want);
}

Test(json_reader, depth_is_bounded) {
  cr_expect(parse_json(nested(kMostJsonDepth)).ok());
  expect_text(read(nested(kMostJsonDepth + 2)),
              "byte 18: here values stand too deep in each other");
  cr_expect(!parse_json(std::string(1'000'000, '[')).ok());
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  cr_expect(!parse_json(objects).ok());
}

Test(json_reader, members) {
  const JsonValue object = parse_json(R"({"a":"x","b":1,"a":"y"})").value();
  expect_text(*object.find_text("a"), "x");
  cr_expect(object.find("b") != nullptr && object.find_text("b") == nullptr);
  cr_expect(object.find("c") == nullptr && object.find_text("c") == nullptr);
  cr_expect(parse_json("[1]").value().find("a") == nullptr);
}

// What json_string() writes comes back; whatever else is read, nothing is read beyond it.
Test(json_reader, random_texts) {
  testing::Random random(11);
  for (int i = 0; i < 5000; ++i) {
    const std::string bytes = random.bytes(random.below(12));
    expect_text(parse_json(json_string(bytes)).value().text, bytes);
    const std::string text = random.text(random.below(24), "{}[]\",:\\u01eE+-. \x01\xE4nultrfas");
    const Result<JsonValue> first = parse_json(text);
    if (!first.ok()) continue;
    const std::string copy = concat("[", text, "]");
    cr_expect(parse_json(copy).ok(), "%s", copy.c_str());
  }
}
