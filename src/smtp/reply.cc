#include "smtp/reply.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace spamweir::smtp {
namespace {

int reply_code(std::string_view line) {
  if (line.size() < 3 || !is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2])) return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

}  // namespace

std::string format_reply(int code, std::string_view text) {
  std::string out =
      concat(to_text(static_cast<uint64_t>(code)), " ", text.substr(0, kMaxReplyText), "\r\n");
  std::replace_if(
      out.begin(), out.end() - 2,
      [](char c) { return is_control(c) || static_cast<unsigned char>(c) > 127; }, '_');
  return out;
}

std::string_view Reply::last_line() const {
  const std::string_view lines = trim(text);
  const size_t newline = lines.rfind('\n');
  return newline == std::string_view::npos ? lines : lines.substr(newline + 1);
}

// A line that does not look like a reply is a reply of its own: waiting for a better one could wait
// for ever.
bool ReplyReader::end_line() {
  if (!line_.empty() && line_.back() == '\r') line_.pop_back();
  const bool last = reply_code(line_) == 0 || line_.size() < 4 || line_[3] != '-';
  if (last || reply_.size() + line_.size() <= kMaxReply) reply_ += concat(line_, "\r\n");
  return last;
}

size_t ReplyReader::feed(std::string_view bytes, const std::function<bool(Reply)>& take) {
  size_t used = 0;
  while (used < bytes.size()) {
    const size_t newline = std::min(bytes.find('\n', used), bytes.size());
    line_.append(bytes.substr(used, std::min(newline - used, kMaxLine - line_.size())));
    if (newline == bytes.size()) return newline;
    used = newline + 1;
    const bool complete = end_line();
    const int code = reply_code(line_);
    line_.clear();
    if (complete && !take(Reply{code, std::exchange(reply_, {})})) return used;
  }
  return used;
}

}  // namespace spamweir::smtp
