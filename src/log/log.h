// Where the program speaks to its administrator: syslog's mail facility, standard error, or both.
//
// Levels nest: a log at `verbose` shows error, info and verbose lines. Nothing is opened until the
// first line is written, so a connection with nothing to say costs no system call. A line that
// can't be written is lost in silence: logging never stops mail.
#pragma once

#include <string>
#include <string_view>

namespace spamweir::log {

enum class Level { none, error, info, verbose, debug, excessive };

// Bits of the log-target option.
enum Target : unsigned { kStderr = 1, kSyslog = 2 };

// Hears every line of a log, whatever the log itself shows: with its prefix, controls escaped,
// without a line end.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void line(Level level, std::string_view text) = 0;
};

class Log {
 public:
  // `ident` is the name that the program was called by, without directories.
  Log(std::string ident, Level level, unsigned targets);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // From now on; it must outlive the log or be taken away with null.
  void set_listener(Listener* listener) { listener_ = listener; }

  // Whether a line of this level goes anywhere.
  bool shows(Level level) const { return level <= level_ || listener_ != nullptr; }

  // Writes `line` where `level` is shown. ERROR lines get the prefix `ERROR: `, warnings `WARNING:
  // ` (at level verbose). Control characters in the line are escaped; its blanks and quotes stay.
  // An ERROR line that says the same as the ERROR line before it is left out, so that a fault that
  // every recipient meets fills no log.
  void error(std::string_view line);
  void warning(std::string_view line);
  void info(std::string_view line);
  void verbose(std::string_view line);
  void debug(std::string_view line);
  void excessive(std::string_view line);

 private:
  struct Kind;
  void write(const Kind& kind, std::string_view line);

  std::string ident_;
  Level level_;
  unsigned targets_;
  Listener* listener_ = nullptr;
  bool syslog_open_ = false;
  std::string last_error_;
};

// One field of a log line, from text that came from outside: blanks become `_`, double quotes `'`,
// backslashes `\\`, control characters and bytes above 126 `\xHH`, so that no field can imitate
// another. Empty text is `if_empty`.
std::string field(std::string_view text, std::string_view if_empty);

// The same for text that keeps its blanks (a reply or a header within quotes or at the end of a
// line).
std::string quoted_text(std::string_view text);

}  // namespace spamweir::log
