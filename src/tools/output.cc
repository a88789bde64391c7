#include "tools/output.h"

#include <unistd.h>

#include <ctime>

#include "base/text.h"
#include "os/stream.h"

namespace spamweir::tools {
namespace {

constexpr size_t kPiece = 64 * 1024;

}  // namespace

void Output::print(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kPiece) flush();
}

void Output::flush() {
  if (!buffer_.empty() && !failed_) failed_ = !os::write_all(STDOUT_FILENO, buffer_);
  buffer_.clear();
}

void complain(std::string_view program, std::string_view text) {
  constexpr size_t kMostShown = 1000;
  std::string line;
  for (const char c : excerpt(text, kMostShown)) {
    // C1 controls too, as UTF-8 spells them.
    const bool is_c1 = line.ends_with('\xC2') && static_cast<unsigned char>(c) <= 0x9F;
    line += is_control(c) || is_c1 ? '?' : c;
  }
  os::write_all(STDERR_FILENO, concat(program, ": ", line, "\n"));
}

std::string unreadable(std::string_view source, std::string_view why) {
  return concat(source, ": can't be read (", why, ")");
}

std::string time_text(int64_t secs) {
  const auto time = static_cast<time_t>(secs);
  tm parts{};
  char text[64];
  if (gmtime_r(&time, &parts) == nullptr) return "(unknown)";
  return {text, strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts)};
}

std::string column(std::string_view text, size_t width) {
  std::string out(text);
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out;
}

}  // namespace spamweir::tools
