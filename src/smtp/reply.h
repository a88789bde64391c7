// Replies: those that the filter writes, and those that the server behind it writes (RFC 5321 4.2).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace spamweir::smtp {

// RFC 5321 4.5.3.1.5: 512 bytes with CRLF, less `NNN `.
inline constexpr size_t kMaxReplyText = 510 - 4;

// `CODE TEXT\r\n` in at most 512 bytes (RFC 5321 4.5.3.1.5): text is cut, control characters and
// 8-bit bytes become `_`, so that nothing that came from outside can begin a second line.
std::string format_reply(int code, std::string_view text);

// One whole reply, all its lines with their line ends.
struct Reply {
  int code = 0;  // 0: not a reply as SMTP knows it
  std::string text;

  bool is_positive() const { return code >= 200 && code < 300; }
  bool is_intermediate() const { return code >= 300 && code < 400; }
  // The last line's `CODE TEXT` without its line end: what logs show.
  std::string_view last_line() const;
};

// Puts a server's bytes together to replies.
class ReplyReader {
 public:
  // A server that never ends its line or its reply can't make us grow: a line is cut at the first
  // limit, and lines of one reply beyond the second are dropped, its last line excepted.
  static constexpr size_t kMaxLine = 4096;
  static constexpr size_t kMaxReply = 65536;

  // Calls `take` for each reply that `bytes` completes, in order, until `take` returns false.
  // Returns the number of bytes used: all of them, or those up to the end of the reply that `take`
  // stopped at.
  size_t feed(std::string_view bytes, const std::function<bool(Reply)>& take);

 private:
  // Adds the line that has just ended; true when it is the last one of its reply.
  bool end_line();

  std::string line_;   // the line that has not ended, without its line end
  std::string reply_;  // the lines before it
};

}  // namespace spamweir::smtp
