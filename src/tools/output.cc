#include "tools/output.h"

#include <unistd.h>

#include <ctime>

#include "base/text.h"
#include "os/stream.h"

namespace spamweir::tools {
namespace {

constexpr size_t kPiece = 64 * 1024;
constexpr std::string_view kToolName = "spamweir-graylist";

void append_json_escape(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

}  // namespace

void Output::print(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kPiece) flush();
}

void Output::flush() {
  if (!buffer_.empty() && !failed_) failed_ = !os::write_all(STDOUT_FILENO, buffer_);
  buffer_.clear();
}

void complain(std::string_view text) {
  std::string line;
  for (const char c : text) line += is_control(c) ? '?' : c;
  os::write_all(STDERR_FILENO, concat(kToolName, ": ", line, "\n"));
}

std::string time_text(int64_t secs) {
  const auto time = static_cast<time_t>(secs);
  tm parts{};
  char text[64];
  if (gmtime_r(&time, &parts) == nullptr) return "(unknown)";
  return {text, strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts)};
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (is_control(c) || static_cast<unsigned char>(c) > 126) {
      append_json_escape(out, c);
    } else {
      out += c;
    }
  }
  return out += '"';
}

std::string json_number(int64_t number) {
  return number < 0 ? concat("-", to_text(-static_cast<uint64_t>(number)))
                    : to_text(static_cast<uint64_t>(number));
}

std::string column(std::string_view text, size_t width) {
  std::string out(text);
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out;
}

}  // namespace spamweir::tools
