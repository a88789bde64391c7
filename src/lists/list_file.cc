#include "lists/list_file.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace spamweir::lists {
namespace {

constexpr size_t kMinBuffer = 4096;
constexpr size_t kMaxBuffer = 2 * ListFile::kMaxLine;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kShownEntry = 100;

std::string name_of(const config::ListSource& source, const std::string& entry,
                    std::string_view shown) {
  const size_t index = static_cast<size_t>(&entry - source.entries.data());
  if (index >= source.origins.size()) {
    return concat("List entry \"", log::quoted_text(shown), "\"");
  }
  const config::Origin& origin = source.origins[index];
  const std::string place =
      origin.file ? concat(*origin.file, "(", to_text(origin.line), ")") : "command line";
  return concat(place, ": ", source.entry_option, "=", shown);
}

}  // namespace

ListFile::ListFile(std::string path, log::Log& log)
    : file_(std::move(path)),
      log_(log),
      capacity_(std::clamp<uint64_t>(file_.size() + 1, kMinBuffer, kMaxBuffer)) {}

bool ListFile::next_entry(std::string_view& entry) {
  while (next(entry)) {
    entry = trim(entry);
    if (!entry.empty() && entry[0] != '#') return true;
  }
  return false;
}

Hit ListFile::hit() const {
  return {Hit::Source::file, concat(file_.path(), "(", to_text(line_number_), ")")};
}

void ListFile::report_line(std::string_view problem) {
  if (reports_ > kMaxReports) return;
  if (reports_++ < kMaxReports) {
    log_.error(concat(hit().text, ": ", problem, "; the line is skipped"));
  } else {
    log_.error(concat(hit().text, ": further unusable lines of this file are skipped unreported"));
  }
}

void ListFile::report_unreadable(std::string_view option) {
  if (readable() == os::Readable::yes) return;
  log_.error(concat(option.empty() ? "Unable to read " : option, option.empty() ? "" : "=",
                    file_.path(), ": ", problem(),
                    "; make it a text file that this program may read, or take it out of the"
                    " configuration; until then it counts as empty"));
}

// Brings bytes behind the unread ones until a line end is among them, or the end of the file. False
// when no line is left.
bool ListFile::refill() {
  if (at_end_) return false;
  if (!append_block()) {
    at_end_ = true;
    if (at_ == end_) return false;
    *end_++ = '\n';
    return true;
  }
  skip_byte_order_mark();
  const size_t unread = static_cast<size_t>(end_ - at_);
  if (unread <= kMaxLine || std::memchr(at_, '\n', unread) != nullptr) return true;
  return skip_long_line();
}

void ListFile::skip_byte_order_mark() {
  if (!std::exchange(at_start_, false)) return;
  const std::string_view unread(at_, static_cast<size_t>(end_ - at_));
  if (unread.starts_with(kByteOrderMark)) at_ += kByteOrderMark.size();
}

// Passes over a line that has no end within the longest allowed line.
bool ListFile::skip_long_line() {
  for (;;) {
    at_ = end_;
    if (!append_block()) {
      at_end_ = true;
      ++line_number_;
      report_line(kTooLong);
      return false;
    }
    void* found = std::memchr(at_, '\n', static_cast<size_t>(end_ - at_));
    if (found == nullptr) continue;
    at_ = static_cast<char*>(found) + 1;
    ++line_number_;
    report_line(kTooLong);
    return true;
  }
}

// Moves the unread bytes to the front and reads more behind them; false at the end of the file.
bool ListFile::append_block() {
  const size_t unread = static_cast<size_t>(end_ - at_);
  const bool grows = buffer_ != nullptr && unread == capacity_;
  if (grows) capacity_ = kMaxBuffer;
  if (buffer_ == nullptr || grows) {
    std::unique_ptr<char[]> bigger(new char[capacity_ + kReadableBehindLine]);
    if (unread > 0) std::memcpy(bigger.get(), at_, unread);
    buffer_ = std::move(bigger);
  } else if (unread > 0) {
    std::memmove(buffer_.get(), at_, unread);
  }
  at_ = buffer_.get();
  end_ = at_ + unread;
  const size_t got = file_.read(end_, capacity_ - unread);
  end_ += got;
  std::memset(end_, 0, kReadableBehindLine);
  return got > 0;
}

void report_entry(log::Log& log, const config::ListSource& source, const std::string& entry,
                  std::string_view problem) {
  log.error(concat(name_of(source, entry, excerpt(entry, kShownEntry)), ": ", problem,
                   "; the entry is skipped"));
}

}  // namespace spamweir::lists
