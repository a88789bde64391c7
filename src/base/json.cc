#include "base/json.h"

#include <algorithm>
#include <cstddef>

#include "base/hex.h"
#include "base/text.h"

namespace spamweir {
namespace {

struct Sequence {
  size_t size = 0;  // 0: no byte that begins one
  // Of the second byte; the others are 0x80 to 0xBF.
  unsigned char least = 0x80, most = 0xBF;
};

// RFC 3629 4: what may follow the first byte, so that nothing has two spellings and no surrogate is
// spelled.
Sequence sequence_of(unsigned char first) {
  if (first >= 0xC2 && first <= 0xDF) return {2};
  if (first == 0xE0) return {3, 0xA0};
  if (first == 0xED) return {3, 0x80, 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {3};
  if (first == 0xF0) return {4, 0x90};
  if (first >= 0xF1 && first <= 0xF3) return {4};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {};
}

// C2 80 to C2 9F, E2 80 A8 to AE and E2 81 A6 to A9: C1 controls, separators of lines, and what
// turns the direction of writing.
bool commands_terminal(std::string_view character) {
  const auto last = static_cast<unsigned char>(character.back());
  if (character.starts_with("\xC2")) return last <= 0x9F;
  if (character.starts_with("\xE2\x80")) return last >= 0xA8 && last <= 0xAE;
  return character.starts_with("\xE2\x81") && last >= 0xA6 && last <= 0xA9;
}

// How many bytes the character of more than one byte has that `text` begins with; 0 where it begins
// with none.
size_t wide_character_at(std::string_view text) {
  const Sequence sequence = sequence_of(static_cast<unsigned char>(text[0]));
  if (sequence.size == 0 || text.size() < sequence.size) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  if (second < sequence.least || second > sequence.most) return 0;
  const std::string_view rest = text.substr(2, sequence.size - 2);
  const bool all_follow =
      std::all_of(rest.begin(), rest.end(), [](char c) { return (c & 0xC0) == 0x80; });
  return all_follow ? sequence.size : 0;
}

void append_escape(std::string& out, char c) {
  out += "\\u00";
  append_hex(out, static_cast<unsigned char>(c));
}

// Without a quote, since who puts a line between single quotes keeps the shell out of it.
bool stands_for_itself(char c) {
  return static_cast<unsigned char>(c) < 0x80 && !is_control(c) && c != '\'';
}

// The first character of `text`, as a JSON string has it. Returns how many bytes it has in `text`.
size_t append_character(std::string& out, std::string_view text) {
  const char c = text[0];
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (stands_for_itself(c)) {
    out += c;
  } else if (const size_t wide = wide_character_at(text);
             wide > 0 && !commands_terminal(text.substr(0, wide))) {
    out += text.substr(0, wide);
    return wide;
  } else {
    append_escape(out, c);
  }
  return 1;
}

}  // namespace

std::string json_string(std::string_view text) {
  return json_excerpt(text, std::string_view::npos);
}

std::string json_excerpt(std::string_view text, size_t most) {
  constexpr std::string_view kCut = "…\"";
  std::string out = "\"";
  size_t last_cut = out.size();  // where the mark would still fit
  while (!text.empty() && out.size() < most) {
    text.remove_prefix(append_character(out, text));
    if (out.size() + kCut.size() <= most) last_cut = out.size();
  }
  if (text.empty() && out.size() < most) return out += '"';
  out.resize(last_cut);
  return out += kCut;
}

std::string json_number(int64_t number) {
  return number < 0 ? concat("-", to_text(-static_cast<uint64_t>(number)))
                    : to_text(static_cast<uint64_t>(number));
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value, size_t most) {
  return json(name, json_excerpt(value, most));
}

JsonObject& JsonObject::text_or_null(std::string_view name, std::string_view value, size_t most) {
  return value.empty() ? json(name, "null") : text(name, value, most);
}

JsonObject& JsonObject::number(std::string_view name, int64_t value) {
  return json(name, json_number(value));
}

JsonObject& JsonObject::json(std::string_view name, std::string_view value) {
  members_ += concat(members_.empty() ? "{" : ",", "\"", name, "\":", value);
  return *this;
}

JsonObject& JsonObject::append(const JsonObject& other) {
  if (other.members_.empty()) return *this;
  members_ += concat(members_.empty() ? "{" : ",", std::string_view(other.members_).substr(1));
  return *this;
}

void JsonArray::add(std::string_view value) {
  values_ += values_.empty() ? "[" : ",";
  values_ += value;
}

}  // namespace spamweir
