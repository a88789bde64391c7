// What is wrong with a configuration, in the order in which it was read. Nothing is logged here:
// how much to log is itself a setting that is known only at the end.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace spamweir::config {

enum class Severity { warning, error };

struct Problem {
  Severity severity = Severity::error;
  std::string text;  // one line; may hold control characters of a file, which the log escapes
};

// Where a setting stands: a line of a file, counted from 1 (0: the file as a whole), or the command
// line when `file` is empty.
struct Place {
  std::string_view file;
  size_t line = 0;
  // The same name, for what outlives the reading of the file; null on the command line.
  std::shared_ptr<const std::string> kept_file = {};
};

// `/etc/spamweir.conf(12)`, `/etc/spamweir.conf` or `command line`.
std::string describe(const Place& place);

class Problems {
 public:
  // More than these of a severity are counted but not kept: a binary file taken for a configuration
  // must not flood the log.
  static constexpr size_t kMost = 100;

  // The text becomes `PLACE: TEXT`.
  void error(const Place& place, std::string_view text) { add(Severity::error, place, text); }
  void warning(const Place& place, std::string_view text) { add(Severity::warning, place, text); }
  // An error that is kept however many there are.
  void decisive_error(const Place& place, std::string_view text);

  // While set, problems name their place and not what stands there.
  void quote_nothing(bool discreet) { discreet_ = discreet; }

  // Whether a further error would only be counted, so that its text need not be made: leave_out().
  bool errors_full() const { return kept_errors_ >= kMost; }
  void leave_out() { ++left_out_errors_; }

  // All of them, and for each severity a last one that says how many are left out. Leaves the
  // collection empty.
  std::vector<Problem> take();

 private:
  void add(Severity severity, const Place& place, std::string_view text);

  std::vector<Problem> kept_;
  size_t kept_errors_ = 0;
  size_t kept_warnings_ = 0;
  size_t left_out_errors_ = 0;
  size_t left_out_warnings_ = 0;
  bool discreet_ = false;
};

// A value as a problem's text shows it: cut where it is long.
std::string excerpt(std::string_view value);

// What a log shows of a command line: its program, for the arguments may hold secrets.
std::string program_of(std::string_view command);

}  // namespace spamweir::config
