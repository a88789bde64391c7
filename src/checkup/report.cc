#include "checkup/report.h"

#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "config/interpreter.h"
#include "config/options.h"

namespace spamweir::checkup {
namespace {

struct LevelRow {
  std::string_view word, json, colour;
};

// By Level.
constexpr LevelRow kLevels[] = {{"SUCCESS", "success", "\x1b[32m"},
                                {"INFO", "info", "\x1b[36m"},
                                {"WARNING", "warning", "\x1b[33m"},
                                {"ERROR", "error", "\x1b[1;31m"}};
constexpr std::string_view kNoColour = "\x1b[0m";

const LevelRow& row_of(Level level) { return kLevels[static_cast<size_t>(level)]; }

// A terminal obeys control characters, and files have whatever names.
std::string without_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) out += is_control(c) ? '?' : c;
  return out;
}

std::string json_line(const Finding& finding) {
  std::string out = concat(R"({"level":)", json_string(row_of(finding.level).json));
  const std::pair<std::string_view, std::string_view> members[] = {
      {"option", finding.option}, {"finding", finding.text}, {"remedy", finding.remedy},
      {"value", finding.value},   {"place", finding.place},
  };
  for (const auto& [name, text] : members) {
    if (!text.empty()) out += concat(",", json_string(name), ":", json_string(text));
  }
  return out += "}\n";
}

}  // namespace

Report::Report(Style style, std::function<void(std::string_view)> print)
    : style_(style), print_(std::move(print)) {}

void Report::add(const Finding& finding) {
  if (finding.level == Level::error) options_with_errors_.insert(finding.option);
  print_(style_.json ? json_line(finding) : plain(finding));
}

void Report::finish() {
  const bool failed = has_errors();
  const Finding last = {
      failed ? Level::error : Level::success,
      {},
      failed ? "Tests complete. Errors detected." : "Tests complete. No errors detected."};
  print_(style_.json ? json_line(last) : plain(last));
}

std::string Report::plain(const Finding& finding) const {
  const LevelRow& row = row_of(finding.level);
  std::string line =
      style_.coloured ? concat(row.colour, row.word, kNoColour) : std::string(row.word);
  if (!finding.option.empty()) line += concat("(", finding.option, ")");
  std::string rest = concat(": ", finding.text);
  const bool is_bad = finding.level == Level::warning || finding.level == Level::error;
  if (is_bad && !finding.place.empty()) rest += concat(", given at ", finding.place);
  if (!finding.remedy.empty()) rest += concat("; ", finding.remedy);
  if (!finding.value.empty()) rest += concat(": ", finding.value);
  return concat(line, without_controls(rest), "\n");
}

std::string_view option_leading(std::string_view text, std::string_view otherwise) {
  const config::Option* const option = config::find_option(config::leading_name(text));
  return option != nullptr ? option->name : otherwise;
}

ReportingLog::ReportingLog(std::string_view option, Report& report, Option which)
    : option_(option), report_(report), which_(which), log_({}, log::Level::none, 0) {
  log_.set_listener(this);
}

void ReportingLog::line(log::Level /*level*/, std::string_view text) {
  constexpr std::pair<std::string_view, Level> kPrefixes[] = {{"ERROR: ", Level::error},
                                                              {"WARNING: ", Level::warning}};
  for (const auto& [prefix, level] : kPrefixes) {
    if (!text.starts_with(prefix)) continue;
    const std::string_view words = text.substr(prefix.size());
    const bool is_named = which_ == Option::that_is_named;
    const std::string_view option = is_named ? option_leading(words, option_) : option_;
    report_.add({level, option, std::string(words)});
    has_reported_ = true;
  }
}

}  // namespace spamweir::checkup
