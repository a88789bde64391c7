#include "log/log.h"

#include <errno.h>
#include <syslog.h>
#include <unistd.h>

#include <utility>

#include "base/text.h"

namespace spamweir::log {
namespace {

void append_hex(std::string& out, char c) {
  constexpr char kDigits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += "\\x";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

std::string without_controls(std::string_view line) {
  std::string out;
  out.reserve(line.size());
  for (const char c : line) {
    if (is_control(c)) {
      append_hex(out, c);
    } else {
      out += c;
    }
  }
  return out;
}

void append_quoted(std::string& out, char c) {
  if (c == '"') {
    out += '\'';
  } else if (c == '\\') {
    out += "\\\\";
  } else if (is_control(c) || static_cast<unsigned char>(c) > 126) {
    append_hex(out, c);
  } else {
    out += c;
  }
}

void write_to_stderr(std::string_view line) {
  while (::write(STDERR_FILENO, line.data(), line.size()) < 0 && errno == EINTR) {
  }
}

}  // namespace

struct Log::Kind {
  Level level;
  int priority;
  std::string_view prefix;
};

Log::Log(std::string ident, Level level, unsigned targets)
    : ident_(std::move(ident)), level_(level), targets_(targets) {}

Log::~Log() {
  if (syslog_open_) closelog();
}

void Log::error(std::string_view line) {
  if (!shows(Level::error) || line == last_error_) return;
  last_error_ = line;
  write({Level::error, LOG_ERR, "ERROR: "}, line);
}

void Log::warning(std::string_view line) {
  write({Level::verbose, LOG_WARNING, "WARNING: "}, line);
}
void Log::info(std::string_view line) { write({Level::info, LOG_INFO, ""}, line); }
void Log::verbose(std::string_view line) { write({Level::verbose, LOG_INFO, ""}, line); }
void Log::debug(std::string_view line) { write({Level::debug, LOG_DEBUG, ""}, line); }
void Log::excessive(std::string_view line) { write({Level::excessive, LOG_DEBUG, ""}, line); }

void Log::write(const Kind& kind, std::string_view line) {
  if (!shows(kind.level)) return;
  const std::string text = concat(kind.prefix, without_controls(line));
  if (listener_ != nullptr) listener_->line(kind.level, text);
  if (kind.level > level_) return;
  if (targets_ & kSyslog) {
    // openlog keeps the pointer: ident_ lives as long as the log does.
    if (!syslog_open_) openlog(ident_.c_str(), LOG_PID, LOG_MAIL);
    syslog_open_ = true;
    syslog(kind.priority, "%s", text.c_str());
  }
  if (targets_ & kStderr) {
    const std::string pid = to_text(static_cast<uint64_t>(getpid()));
    write_to_stderr(concat(ident_, "[", pid, "]: ", text, "\n"));
  }
}

std::string field(std::string_view text, std::string_view if_empty) {
  if (text.empty()) return std::string(if_empty);
  std::string out;
  out.reserve(text.size());
  for (const char c : text) append_quoted(out, is_blank(c) ? '_' : c);
  return out;
}

std::string quoted_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) append_quoted(out, c);
  return out;
}

}  // namespace spamweir::log
