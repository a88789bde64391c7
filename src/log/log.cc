#include "log/log.h"

#include <errno.h>
#include <syslog.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <utility>

#include "base/hex.h"
#include "base/text.h"

namespace spamweir::log {
namespace {

void append_escape(std::string& out, char c) {
  out += "\\x";
  append_hex(out, static_cast<unsigned char>(c));
}

std::string without_controls(std::string_view line) {
  std::string out;
  out.reserve(line.size());
  for (const char c : line) {
    if (is_control(c)) {
      append_escape(out, c);
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
    append_escape(out, c);
  } else {
    out += c;
  }
}

void write_to_stderr(const std::string& text) {
  const std::string line = excerpt(text, kMostLine - 1) + "\n";
  while (::write(STDERR_FILENO, line.data(), line.size()) < 0 && errno == EINTR) {
  }
}

}  // namespace

struct Log::Kind {
  Level level;
  int priority;
  std::string_view prefix;
  std::string_view name;
};

Log::Log(std::string ident, Level level, unsigned targets, Format format)
    : ident_(std::move(ident)), level_(level), targets_(targets), format_(format) {}

Log::~Log() {
  if (syslog_open_) closelog();
}

void Log::error(std::string_view line) {
  if (!shows(Level::error) || line == last_error_) return;
  last_error_ = line;
  write({Level::error, LOG_ERR, "ERROR: ", "error"}, line);
}

void Log::warning(std::string_view line) {
  write({Level::verbose, LOG_WARNING, "WARNING: ", "warning"}, line);
}
void Log::info(std::string_view line) { write({Level::info, LOG_INFO, "", "info"}, line); }
void Log::verbose(std::string_view line) { write({Level::verbose, LOG_INFO, "", "verbose"}, line); }
void Log::debug(std::string_view line) { write({Level::debug, LOG_DEBUG, "", "debug"}, line); }
void Log::excessive(std::string_view line) {
  write({Level::excessive, LOG_DEBUG, "", "excessive"}, line);
}

void Log::write(const Kind& kind, std::string_view line) {
  if (!shows(kind.level)) return;
  const std::string text = concat(kind.prefix, without_controls(line));
  if (listener_ != nullptr) listener_->line(kind.level, text);
  if (kind.level > level_) return;
  if (format_ == Format::classic) return put(kind, text);
  put(kind,
      stamped(JsonObject().text("level", kind.name).text("message", line, kMostMembers - 100)));
}

void Log::object(const JsonObject& members) {
  constexpr Kind kKind{Level::info, LOG_INFO, "", "info"};
  if (!shows(kKind.level)) return;
  const std::string text = stamped(members);
  if (listener_ != nullptr) listener_->line(kKind.level, text);
  if (kKind.level <= level_) put(kKind, text);
}

// RFC 3339, to the millisecond.
std::string Log::stamped(const JsonObject& members) const {
  using std::chrono::system_clock;
  const auto now = std::chrono::floor<std::chrono::milliseconds>(system_clock::now());
  const time_t secs = system_clock::to_time_t(now);
  constexpr size_t kMostIdent = 64;
  tm parts{};
  gmtime_r(&secs, &parts);
  char text[32];
  const size_t size = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.", &parts);
  const std::string millis = to_text(static_cast<uint64_t>(now.time_since_epoch().count() % 1000));
  JsonObject stamp;
  stamp.text("time", concat(std::string_view(text, size), std::string(3 - millis.size(), '0'),
                            millis, "Z"));
  stamp.text("ident", ident_, kMostIdent).number("pid", getpid()).append(members);
  return stamp.str();
}

void Log::put(const Kind& kind, const std::string& text) {
  if (targets_ & kSyslog) {
    // openlog keeps the pointer: ident_ lives as long as the log does.
    if (!syslog_open_) openlog(ident_.c_str(), LOG_PID, LOG_MAIL);
    syslog_open_ = true;
    syslog(kind.priority, "%s", excerpt(text, kMostLine).c_str());
  }
  if (targets_ & kStderr) {
    if (format_ == Format::json) return write_to_stderr(text);
    const std::string pid = to_text(static_cast<uint64_t>(getpid()));
    write_to_stderr(concat(ident_, "[", pid, "]: ", text));
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
