// Values as JSON (RFC 8259) writes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spamweir {

// With its quotes. Bytes above 126 become \u00XX: what an administrator called a file may be no
// UTF-8.
std::string json_string(std::string_view text);
std::string json_number(int64_t number);

}  // namespace spamweir
