// Where the program speaks to its administrator: syslog's mail facility, standard error, or both.
//
// Levels nest: a log at `verbose` shows error, info and verbose lines. Nothing is opened until the
// first line is written, so a connection with nothing to say costs no system call. A line that
// can't be written is lost in silence: logging never stops mail.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/json.h"

namespace spamweir::log {

enum class Level { none, error, info, verbose, debug, excessive };

// Bits of the log-target option.
enum Target : unsigned { kStderr = 1, kSyslog = 2 };

// classic: plain lines. json: each line is an object (RFC 8259): `{"time":…,"ident":…,"pid":…,
// "level":"error","message":…}`, or what object() is given.
enum class Format { classic, json };

// Somebody who hears what is logged. `line` is what a classic log would show, prefix included.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void line(Level level, std::string_view line) = 0;
};

// Bytes of a line, its end included. So much a pipe takes in one piece (PIPE_BUF), and no other
// process's line comes between; syslog takes it too. What is longer is cut and ends with `...`;
// Listener hears all of it. Who calls object() keeps its members below kMostMembers.
inline constexpr size_t kMostLine = 4096;
inline constexpr size_t kMostMembers = kMostLine - 400;

class Log {
 public:
  // `ident` is the name that the program was called by, without directories.
  Log(std::string ident, Level level, unsigned targets, Format format = Format::classic);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // Whether anybody hears of lines of that level.
  bool shows(Level level) const { return level <= level_ || listener_ != nullptr; }
  Format format() const { return format_; }
  // Hears every line of every level from now on; null: nobody. It must outlive the log,
  // or be taken away before.
  void set_listener(Listener* listener) { listener_ = listener; }

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

  // An event of its own with these members (kMostMembers), where the format is JSON; at level info.
  // Time and process number are added.
  void object(const JsonObject& members);

 private:
  struct Kind;
  void write(const Kind& kind, std::string_view line);
  void put(const Kind& kind, const std::string& text);
  std::string stamped(const JsonObject& members) const;

  std::string ident_;
  Level level_;
  unsigned targets_;
  Format format_;
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
