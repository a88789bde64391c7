#include "checkup/value_checks.h"

#include <functional>
#include <optional>

#include "base/text.h"
#include "checkup/listing.h"
#include "lists/cdb.h"
#include "lists/domain.h"
#include "lists/list_file.h"
#include "lists/name_directory.h"
#include "os/access.h"
#include "os/command_words.h"
#include "os/file.h"
#include "os/input_file.h"

namespace spamweir::checkup {
namespace {

using os::Readable;

bool report(const Value& value, Level level, std::string text, std::string remedy = {}) {
  value.examination.report.add(finding_about(value, level, std::move(text), std::move(remedy)));
  return level != Level::error;
}

std::string let_user(const Value& value, std::string_view what) {
  return concat("correct the path, or let ", user_of(value.examination.settings), " ", what);
}

// An ERROR unless a directory is there that may be used so.
bool can_use_directory(const Value& value, unsigned access, std::string_view what) {
  const std::string& path = value.given.value;
  const Result<os::FileKind> kind = os::kind_of_file(path);
  if (kind.ok() && kind.value() == os::FileKind::missing) {
    return report(value, Level::error, "There is no such directory",
                  concat("make it, and ", let_user(value, what)));
  }
  if (kind.ok() && kind.value() != os::FileKind::directory) {
    return report(value, Level::error, "It is no directory", "name a directory");
  }
  const Status usable = kind.ok() ? os::check_access(path, access) : Status(Error{kind.error()});
  if (usable.ok()) return true;
  return report(value, Level::error, concat("The directory can't be used (", usable.error(), ")"),
                let_user(value, what));
}

// Goes through a tree of names and says of the first misplaced ones where they stand.
class NameTree {
 public:
  explicit NameTree(const Value& value) : value_(value) {}

  void run() {
    walk("", 0);
    if (misplaced_ > kMostShown) {
      report(value_, Level::warning,
             concat(to_text(misplaced_ - kMostShown), " more such findings are not listed"));
    }
    if (seen_ >= kMostSeen) {
      report(value_, Level::info,
             concat("Only the first ", to_text(kMostSeen), " names were looked at"));
    }
  }

 private:
  static constexpr size_t kMostSeen = 100'000;
  static constexpr size_t kMostShown = 10;
  static constexpr size_t kDeepest = 5;  // links may lead in circles

  void walk(const std::string& path, size_t depth) {
    std::vector<std::string> names;
    const os::SystemStatus status = list_directory(whole(path), kMostSeen, names);
    if (!status.ok()) complain(path, concat("Can't be read (", status.text(), ")"), "open it");
    for (const std::string& name : names) {
      if (++seen_ >= kMostSeen) return;
      meet(concat(path, path.empty() ? "" : "/", name), name, depth);
    }
  }

  void meet(const std::string& path, const std::string& name, size_t depth) {
    const Result<os::FileKind> kind = os::kind_of_file(whole(path));
    if (kind.ok() && kind.value() == os::FileKind::directory && depth < kDeepest) {
      return walk(path, depth + 1);
    }
    const std::optional<std::string> place = lists::name_directory_path(name);
    if (place == path) return;
    complain(path, "The file stands where nobody looks for it",
             place ? concat("its place is ", whole(*place))
                   : std::string("a file bears the full name of a host, in lower case"));
  }

  void complain(const std::string& path, std::string text, std::string remedy) {
    if (++misplaced_ > kMostShown) return;
    value_.examination.report.add(
        {Level::warning, value_.option.name, std::move(text), std::move(remedy), whole(path)});
  }

  std::string whole(const std::string& path) const {
    return concat(value_.given.value, path.empty() ? "" : "/", path);
  }

  const Value& value_;
  size_t seen_ = 0;
  size_t misplaced_ = 0;
};

}  // namespace

Finding finding_about(const Value& value, Level level, std::string text, std::string remedy) {
  return {level,
          value.option.name,
          std::move(text),
          std::move(remedy),
          value.option.secret ? std::string() : value.given.value,
          place_of(value.given.origin)};
}

bool check_file(const Value& value) {
  const os::InputFile file(value.given.value);
  if (file.readable() == Readable::yes) return report(value, Level::success, "Opened for reading");
  return report(value, Level::error, concat("Can't be opened for reading (", file.problem(), ")"),
                let_user(value, "read it"));
}

bool check_directory(const Value& value) {
  if (!can_use_directory(value, os::kMayRead | os::kMayRun, "read and search it")) return false;
  return report(value, Level::success, "Directory can be read");
}

bool check_writable_directory(const Value& value) {
  const unsigned access = os::kMayRead | os::kMayWrite | os::kMayRun;
  if (!can_use_directory(value, access, "read, search and write it")) return false;
  return report(value, Level::success, "Directory can be written to");
}

bool check_command(const Value& value) {
  const Result<std::vector<std::string>> words = os::split_command(value.given.value);
  if (!words.ok()) return report(value, Level::error, words.error(), "correct the command");
  const Result<std::string> program = os::find_program(words.value()[0]);
  if (program.ok()) return report(value, Level::success, "Command can be run");
  return report(value, Level::error, concat("Command can't be run (", program.error(), ")"),
                let_user(value, "execute it"));
}

bool check_plain(const Value& value) {
  return report(value, Level::success,
                value.option.secret ? "Given; the value is not shown" : "Understood");
}

bool check_rcpthosts(const Value& value) {
  if (!check_file(value)) return false;
  ReportingLog reporting(value.option.name, value.examination.report);
  lists::ListFile file(value.given.value, reporting.log());
  std::string_view entry;
  size_t domains = 0;
  while (file.next_entry(entry)) {
    ++domains;
    if (lists::is_domain_name(entry.substr(entry.starts_with('.') ? 1 : 0))) continue;
    file.report_line("this is no domain; allowed are example.com and .example.com");
  }
  if (domains > 0) return true;
  return report(value, Level::warning, "The file lists no domain",
                "add the domains that you receive mail for, one a line: now all recipients are "
                "refused");
}

bool check_morercpthosts(const Value& value) {
  if (!check_file(value)) return false;
  lists::Cdb database(value.given.value);
  const Result<bool> listed = database.contains("example.com");
  if (listed.ok()) return true;
  return report(value, Level::error, listed.error(), "make it anew with qmail-newmrh");
}

bool check_first_line(const Value& value) {
  if (!check_file(value)) return false;
  const Result<os::FileContents> file = os::read_file(value.given.value, 1 << 20);
  if (file.ok() && !trim(file.value().text.substr(0, file.value().text.find('\n'))).empty()) {
    return true;
  }
  return report(value, Level::error, "The first line is empty",
                "write what is needed into the first line");
}

bool check_record_directory(const Value& value) {
  if (!check_writable_directory(value)) return false;
  if (!os::is_open_to_everybody(value.given.value)) return true;
  return report(value, Level::error, "Every user of this machine can reach the records in it",
                "use chmod o-rwx: mail and passwords are in them");
}

bool check_name_directory(const Value& value) {
  if (!check_directory(value)) return false;
  NameTree(value).run();
  return true;
}

}  // namespace spamweir::checkup
