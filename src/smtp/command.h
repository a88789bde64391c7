// One command line of a client, RFC 5321 4.1.1: which verb, and what stands behind it.
#pragma once

#include <cstddef>
#include <string_view>

namespace spamweir::smtp {

enum class Verb {
  helo,
  ehlo,
  mail,
  rcpt,
  data,
  rset,
  quit,
  starttls,
  auth,
  blocked,  // BDAT, XCLIENT, XFORWARD, BURL: data or facts that the filter does not parse must not
            // pass
  other,    // NOOP, VRFY, HELP and whatever the server may know
};

struct Command {
  Verb verb = Verb::other;
  // Behind the verb, blanks cut at both ends; for MAIL and RCPT behind `FROM:` and `TO:` where they
  // are given, because qmail reads `RCPT <user@host>` too. Points into the line.
  std::string_view argument;
};

// RFC 5321 4.5.3.1.4 asks for 512 bytes, ESMTP extensions for more.
inline constexpr size_t kMaxCommandLine = 2048;
// RFC 4954 4: a line within the AUTH dialogue, its CRLF included.
inline constexpr size_t kMaxAuthLine = 12288;

// `line` comes without its line end. Any case, any amount of white space.
Command parse_command(std::string_view line);

// Whether a line holds a byte that no command may hold (RFC 5321 4.1.2): a NUL or another control
// character. Servers disagree on what such a line means, so it must not reach one.
bool has_forbidden_byte(std::string_view line);

}  // namespace spamweir::smtp
