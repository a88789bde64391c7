// Hexadecimal digits, read in either case and written in lower case.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spamweir {

// 0 to 15; -1 where it is no digit.
int hex_value(char c);

// 1 to 16 digits and nothing else.
std::optional<uint64_t> parse_hex(std::string_view text);

// The two digits of a byte.
void append_hex(std::string& out, unsigned char byte);

}  // namespace spamweir
