// What --config-test has found, one line a finding:
//
//   LEVEL(option): finding[, given at PLACE][; remedy][: value]
//
// In the JSON form (RFC 8259, one object a line) the same pieces are members: level (success, info,
// warning, error), option, finding, remedy, value, place; those that are empty are left out. The
// last line is about the test as a whole and has no option.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "log/log.h"

namespace spamweir::checkup {

enum class Level {
  success,
  info,
  warning,  // it works, but hardly as it was meant
  error,    // it does not work; the test has failed
};

struct Finding {
  Level level;
  std::string_view option;  // or another name of what was looked at; lives as long as the program
  std::string text;
  std::string remedy = {};  // what to do
  std::string value = {};   // the path or value that it is about
  std::string place = {};   // where that was given; shown for warnings and errors
};

class Report {
 public:
  struct Style {
    bool json = false;
    bool coloured = false;
  };
  // `print` gets whole lines with their ends.
  Report(Style style, std::function<void(std::string_view)> print);

  void add(const Finding& finding);
  // The last line.
  void finish();

  bool has_errors() const { return !options_with_errors_.empty(); }
  bool has_errors(std::string_view option) const { return options_with_errors_.count(option) > 0; }

 private:
  std::string plain(const Finding& finding) const;

  Style style_;
  std::function<void(std::string_view)> print_;
  std::set<std::string_view> options_with_errors_;
};

// The option whose name `text` begins with; `otherwise` where it begins with none.
std::string_view option_leading(std::string_view text, std::string_view otherwise);

// A log whose errors and warnings become findings, for readers that report what they meet. It shows
// nothing elsewhere.
class ReportingLog : private log::Listener {
 public:
  // Findings are about this option, or about the one that their text begins with where there is
  // one; `report` must live longer.
  enum class Option { this_one, that_is_named };
  ReportingLog(std::string_view option, Report& report, Option which = Option::this_one);

  log::Log& log() { return log_; }
  // Whether anything became a finding.
  bool has_reported() const { return has_reported_; }

 private:
  void line(log::Level level, std::string_view text) override;

  std::string_view option_;
  Report& report_;
  Option which_;
  bool has_reported_ = false;
  log::Log log_;
};

}  // namespace spamweir::checkup
