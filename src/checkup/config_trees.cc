#include "checkup/config_trees.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "checkup/config_names.h"
#include "checkup/listing.h"
#include "checkup/option_checks.h"
#include "config/config_file.h"
#include "config/interpreter.h"
#include "os/access.h"
#include "os/directory.h"
#include "os/file.h"

namespace spamweir::checkup {
namespace {

constexpr size_t kMostSeen = 100'000;
constexpr size_t kMostShown = 50;
// Four kinds, the longest names, and links that lead in circles end here.
constexpr size_t kDeepest = 200;

class ConfigTree {
 public:
  explicit ConfigTree(const Value& value) : value_(value) {}

  bool check() {
    walk(value_.given.value, ConfigPlace(), 0);
    if (seen_ >= kMostSeen) {
      say(Level::info, concat("Only the first ", to_text(kMostSeen), " names were looked at"));
    }
    if (shown_ > kMostShown) {
      say(hidden_level_,
          concat(to_text(shown_ - kMostShown), " more such findings are not listed"));
    }
    say(ok_ ? Level::success : Level::info, concat(to_text(files_), " files were found and read"));
    return ok_;
  }

 private:
  void walk(const std::string& path, const ConfigPlace& place, size_t depth) {
    std::vector<std::string> names;
    const os::SystemStatus status = list_directory(path, kMostSeen, names);
    if (!status.ok()) {
      return complain(Level::error, path, concat("Can't be read (", status.text(), ")"),
                      concat("let ", user_of(value_.examination.settings), " read and search it"));
    }
    for (const std::string& name : names) {
      if (++seen_ >= kMostSeen) return;
      meet(concat(path, "/", name), name, place, depth);
    }
  }

  void meet(const std::string& path, const std::string& name, ConfigPlace place, size_t depth) {
    const Result<os::FileKind> kind = os::kind_of_file(path);
    if (!kind.ok() || kind.value() == os::FileKind::missing) {
      return complain(Level::error, path, "It can't be looked at", "mend the link or its rights");
    }
    const bool is_directory = kind.value() == os::FileKind::directory;
    const ConfigPlace::Verdict verdict = place.enter(name, is_directory);
    if (!verdict.problem.empty()) {
      return complain(verdict.is_stray ? Level::warning : Level::error, path, verdict.problem,
                      verdict.remedy);
    }
    if (is_directory && depth < kDeepest) return walk(path, place, depth + 1);
    if (kind.value() == os::FileKind::regular) return read(path);
    complain(Level::error, path, "It is neither a file nor a directory", "take it away");
  }

  // As a session reads it for the recipient whom it fits.
  void read(const std::string& path) {
    ++files_;
    config::Problems problems;
    config::SettingsBuilder builder(*value_.examination.base, problems);
    std::vector<config::Given> given;
    builder.note_in(&given);
    config::Interpreter interpreter(builder, problems);
    config::ConfigFileReader reader(interpreter, problems);
    reader.read_from_directory(path, value_.given.value.size());
    for (const config::Problem& problem : problems.take()) {
      const bool is_error = problem.severity == config::Severity::error;
      // It names the file itself.
      complain(is_error ? Level::error : Level::warning, {}, problem.text, {});
    }
    if (os::is_open_to_others(path)) {
      value_.examination.report.add(
          {Level::info,
           value_.option.name,
           "The file belongs to others or others can write it, so it may name no files to include, "
           "directories or commands",
           {},
           path});
    }
    check_given(builder.finish(), given);
  }

  void check_given(config::Settings settings, const std::vector<config::Given>& given) {
    Examination own{std::move(settings), given, value_.examination.base, value_.examination.report,
                    value_.examination.checked};
    check_options(own);
  }

  void complain(Level level, const std::string& path, std::string text, std::string remedy) {
    if (level == Level::error) ok_ = false;
    if (++shown_ > kMostShown) {
      hidden_level_ = std::max(hidden_level_, level);
      return;
    }
    value_.examination.report.add(
        {level, value_.option.name, std::move(text), std::move(remedy), path});
  }

  void say(Level level, std::string text) {
    value_.examination.report.add(finding_about(value_, level, std::move(text)));
  }

  const Value& value_;
  size_t seen_ = 0;
  size_t files_ = 0;
  size_t shown_ = 0;
  Level hidden_level_ = Level::info;
  bool ok_ = true;
};

}  // namespace

bool check_config_tree(const Value& value) {
  return check_directory(value) && ConfigTree(value).check();
}

}  // namespace spamweir::checkup
