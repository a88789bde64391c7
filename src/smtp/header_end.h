// Where the header of a message ends, RFC 5322 2.1.
#pragma once

#include <cstddef>
#include <string_view>

namespace spamweir::smtp {

// How many bytes of `message`, whose lines end with CRLF, are its header, the last line's end
// included; npos while no blank line has come. Of the first `looked_at` bytes it is known that they
// hold none.
size_t find_header_end(std::string_view message, size_t looked_at);

}  // namespace spamweir::smtp
