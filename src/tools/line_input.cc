#include "tools/line_input.h"

#include "os/stream.h"

namespace spamweir::tools {

bool LineInput::next(std::string_view& line) {
  size_t end = buffer_.find('\n', at_);
  while (end == std::string::npos && buffer_.size() - at_ < kMaxLine && refill()) {
    end = buffer_.find('\n', at_);
  }
  if (at_ == buffer_.size()) return false;
  const bool ended = end != std::string::npos;
  begins_line_ = ends_line_;
  ends_line_ = ended;
  if (!ended) end = buffer_.size();
  line = std::string_view(buffer_).substr(at_, end - at_);
  raw_ = std::string_view(buffer_).substr(at_, end - at_ + (ended ? 1 : 0));
  if (line.ends_with('\r')) line.remove_suffix(1);
  at_ = end + (ended ? 1 : 0);
  if (begins_line_) ++number_;
  return true;
}

bool LineInput::next_beginning(std::string_view& line) {
  while (next(line)) {
    // It could be read as something else: of a name, a part is one too.
    if (!ends_line_ && !status_.ok()) return false;
    if (begins_line_) return true;
  }
  return false;
}

bool LineInput::refill() {
  if (at_end_) return false;
  buffer_.erase(0, at_);
  at_ = 0;
  const size_t before = buffer_.size();
  buffer_.resize(before + kMaxLine);
  os::Interest wish{.fd = fd_, .read = true};
  os::Transfer got;
  do {
    os::wait({&wish, 1}, {});
    got = os::read_some(fd_, {buffer_.data() + before, kMaxLine});
  } while (got.outcome == os::Transfer::Outcome::later);
  at_end_ = got.outcome == os::Transfer::Outcome::ended;
  if (at_end_) status_ = os::SystemStatus(got.error);
  buffer_.resize(before + got.bytes);
  return !at_end_;
}

}  // namespace spamweir::tools
