// What is wrong with a configuration, in the order in which it was read. Nothing is logged here:
// how much to log is itself a setting that is known only at the end.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace spamweir::config {

enum class Severity { warning, error };

struct Problem {
  Severity severity = Severity::error;
  std::string text;  // one line; may hold control characters of a file, which the log escapes
};

// Where a setting stands: a line of a file, counted from 1, or the command line when `file` is
// empty.
struct Place {
  std::string_view file;
  size_t line = 0;
};

// `/etc/spamweir.conf(12)` or `command line`.
std::string describe(const Place& place);

class Problems {
 public:
  // More than these are counted but not kept: a binary file taken for a configuration must not
  // flood the log.
  static constexpr size_t kMost = 100;

  // The text becomes `PLACE: TEXT`.
  void error(const Place& place, std::string_view text) { add(Severity::error, place, text); }
  void warning(const Place& place, std::string_view text) { add(Severity::warning, place, text); }

  // All of them, and a last one that says how many are left out. Leaves the collection empty.
  std::vector<Problem> take();

 private:
  void add(Severity severity, const Place& place, std::string_view text);

  std::vector<Problem> kept_;
  size_t left_out_ = 0;
};

// A value as a problem's text shows it: cut where it is long.
std::string excerpt(std::string_view value);

}  // namespace spamweir::config
