// Writing JSON (RFC 8259).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace spamweir {

// A JSON string with its quotes. UTF-8 stays as it is. Control characters, bytes that are no
// UTF-8, and the bytes of characters that are no text but command a terminal (U+0080 to U+009F, and
// those that turn or break a line) become \u00XX.
std::string json_string(std::string_view text);
// The same, of at most `most` bytes (8 or more) with its quotes: what is longer is cut and ends
// with `…`.
std::string json_excerpt(std::string_view text, size_t most);
std::string json_number(int64_t number);

// An object, member by member. Names are ours: plain ASCII without quotes.
class JsonObject {
 public:
  // `most` as json_excerpt() has it.
  JsonObject& text(std::string_view name, std::string_view value,
                   size_t most = std::string_view::npos);
  // null where `value` is empty.
  JsonObject& text_or_null(std::string_view name, std::string_view value,
                           size_t most = std::string_view::npos);
  JsonObject& number(std::string_view name, int64_t value);
  // `value` is JSON already.
  JsonObject& json(std::string_view name, std::string_view value);

  // All members of another object behind its own.
  JsonObject& append(const JsonObject& other);

  std::string str() const { return members_.empty() ? "{}" : members_ + "}"; }

 private:
  std::string members_;
};

// `[A,B]` of pieces that are JSON already.
class JsonArray {
 public:
  void add(std::string_view value);
  std::string str() const { return values_.empty() ? "[]" : values_ + "]"; }

 private:
  std::string values_;
};

}  // namespace spamweir
