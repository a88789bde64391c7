// Reading JSON (RFC 8259), strictly: what json.h writes, and what others do of it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace spamweir {

struct JsonValue {
  enum class Kind { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  std::string text;                // of a string; of a boolean or number as it is written
  std::vector<std::string> names;  // of an object, one for each of `items`
  std::vector<JsonValue> items;    // of an array or object

  // The first member of that name; null where there is none, or this is no object.
  const JsonValue* find(std::string_view name) const;
  // The text of a member that is a string; null otherwise.
  const std::string* find_text(std::string_view name) const;
};

// Values within values beyond that are refused.
inline constexpr size_t kMostJsonDepth = 16;

// One value, perhaps with blanks around it. As json_string() writes it, \u00XX is the byte XX, and
// bytes beyond ASCII are taken as they are. The error says what is wrong at which byte.
Result<JsonValue> parse_json(std::string_view text);

}  // namespace spamweir
