#include "base/json_reader.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/hex.h"
#include "base/text.h"

namespace spamweir {
namespace {

using Kind = JsonValue::Kind;

void append_utf8(std::string& out, uint32_t code) {
  const auto add = [&out](uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x100) return add(code);
  if (code < 0x800) {
    add(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  Result<JsonValue> read() {
    JsonValue value;
    if (read_value(value, 0)) {
      skip_blanks();
      if (at_ < text_.size()) fail("nothing more may stand");
    }
    if (!problem_.empty()) return Error{concat("byte ", to_text(at_ + 1), ": here ", problem_)};
    return value;
  }

 private:
  bool fail(std::string_view problem) {
    problem_ = problem;
    return false;
  }

  void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  bool read_value(JsonValue& value, size_t depth) {
    skip_blanks();
    if (depth > kMostJsonDepth) return fail("values stand too deep in each other");
    if (take("{")) return read_members(value, depth + 1);
    if (take("[")) return read_items(value, depth + 1);
    if (take("\"")) {
      value.kind = Kind::string;
      return read_string(value.text);
    }
    if (take("null")) return true;
    for (const std::string_view word : {"true", "false"}) {
      if (!take(word)) continue;
      value = {Kind::boolean, std::string(word), {}, {}};
      return true;
    }
    return read_number(value);
  }

  bool read_members(JsonValue& object, size_t depth) {
    object.kind = Kind::object;
    skip_blanks();
    if (take("}")) return true;
    do {
      skip_blanks();
      if (!take("\"")) return fail("the name of a member must stand, in double quotes");
      if (!read_string(object.names.emplace_back())) return false;
      skip_blanks();
      if (!take(":")) return fail("a colon must stand");
      if (!read_value(object.items.emplace_back(), depth)) return false;
      skip_blanks();
    } while (take(","));
    return take("}") || fail("a comma or the end of the object must stand");
  }

  bool read_items(JsonValue& array, size_t depth) {
    array.kind = Kind::array;
    skip_blanks();
    if (take("]")) return true;
    do {
      if (!read_value(array.items.emplace_back(), depth)) return false;
      skip_blanks();
    } while (take(","));
    return take("]") || fail("a comma or the end of the array must stand");
  }

  // Behind its first quote.
  bool read_string(std::string& out) {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20) return fail("stands a control character");
      ++at_;
      if (c == '"') return true;
      if (c != '\\') {
        out += c;
      } else if (!read_escape(out)) {
        return false;
      }
    }
    return fail("a string has no end");
  }

  bool read_escape(std::string& out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (take("u")) return read_code(out);
    const size_t which = at_ < text_.size() ? kLetters.find(text_[at_]) : kLetters.npos;
    if (which == kLetters.npos) return fail("stands no escape");
    out += kMeanings[which];
    ++at_;
    return true;
  }

  // Characters beyond 16 bits are pairs (RFC 8259 7), and half a pair is no character.
  bool read_code(std::string& out) {
    std::optional<uint32_t> code = take_hex();
    if (code && *code >= 0xD800 && *code < 0xDC00) {
      const std::optional<uint32_t> low = take("\\u") ? take_hex() : std::nullopt;
      const bool is_low = low && *low >= 0xDC00 && *low < 0xE000;
      code = is_low ? std::optional(0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00))
                    : std::nullopt;
    } else if (code && *code >= 0xDC00 && *code < 0xE000) {
      code.reset();
    }
    if (!code) return fail("stands no code of a character");
    append_utf8(out, *code);
    return true;
  }

  std::optional<uint32_t> take_hex() {
    constexpr size_t kDigits = 4;
    if (text_.size() - at_ < kDigits) return std::nullopt;
    const std::optional<uint64_t> code = parse_hex(text_.substr(at_, kDigits));
    if (!code) return std::nullopt;
    at_ += kDigits;
    return static_cast<uint32_t>(*code);
  }

  bool read_number(JsonValue& value) {
    const size_t start = at_;
    take("-");
    const bool is_whole = take("0") || take_digits();
    const bool has_fraction = !take(".") || take_digits();
    const bool has_exponent = (!take("e") && !take("E")) || take_exponent();
    if (!is_whole || !has_fraction || !has_exponent) {
      at_ = start;
      return fail("a value must stand");
    }
    value = {Kind::number, std::string(text_.substr(start, at_ - start)), {}, {}};
    return true;
  }

  bool take_exponent() {
    if (!take("+")) take("-");
    return take_digits();
  }

  bool take_digits() {
    const size_t start = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ > start;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string problem_;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? nullptr : &items[static_cast<size_t>(found - names.begin())];
}

const std::string* JsonValue::find_text(std::string_view name) const {
  const JsonValue* const member = find(name);
  return member != nullptr && member->kind == Kind::string ? &member->text : nullptr;
}

Result<JsonValue> parse_json(std::string_view text) { return JsonReader(text).read(); }

}  // namespace spamweir
