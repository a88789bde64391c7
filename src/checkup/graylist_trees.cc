#include "checkup/graylist_trees.h"

#include <algorithm>

#include "base/text.h"
#include "graylist/names.h"
#include "graylist/tree_walk.h"
#include "lists/local_domains.h"
#include "os/access.h"
#include "os/file.h"

namespace spamweir::checkup {
namespace {

class TreeCheck final : private graylist::TreeWalk {
 public:
  explicit TreeCheck(const Value& value)
      : value_(value),
        local_log_({}, log::Level::none, 0),
        local_domains_(value.examination.settings, local_log_) {}

  // Whether no ERROR was found.
  bool check() {
    run(value_.given.value);
    if (shown_ > kMostShown) {
      say(hidden_level_,
          concat(to_text(shown_ - kMostShown), " more such findings are not listed"));
    }
    if (old_entries_ > 0) {
      say(Level::info, concat(to_text(old_entries_),
                              " entries are named as spamdyke before 4.0 named them; they "
                              "are moved when their mail comes"));
    }
    if (seen_ >= kMostSeen) {
      say(Level::info, concat("Only the first ", to_text(kMostSeen), " names were looked at"));
    }
    if (domains_ == 0) check_emptiness();
    return ok_;
  }

 private:
  static constexpr size_t kMostSeen = 100'000;
  static constexpr size_t kMostShown = 20;

  bool goes_on() const override { return seen_ < kMostSeen; }

  bool file(const os::Directory& /*parent*/, const std::string& name) override {
    ++seen_;
    const size_t level = names().size();
    if (level > kDepth) {
      check_name(name);
    } else if (level == kDepth && name.find('@') != std::string::npos) {
      ++old_entries_;
    } else {
      complain(Level::error, "A file stands where a directory must be",
               "move it away: mail that belongs there is not graylisted");
    }
    return true;
  }

  void other(const std::string& /*name*/) override {
    ++seen_;
    const Result<os::FileKind> kind = os::kind_of_file(path());
    const bool leads_to_directory = kind.ok() && kind.value() == os::FileKind::directory;
    if (names().size() == 1 && leads_to_directory) {
      ++domains_;
    } else if (names().size() == 1) {
      complain(Level::error, "It is neither a directory nor a link to one", "take it away");
    } else {
      complain(Level::error, "It is a link, a pipe or a device, none of which is followed here",
               "take it away: only domains may be links");
    }
  }

  void entered() override {
    ++seen_;
    check_name(names().back());
    const Status usable = os::check_access(path(), os::kMayRead | os::kMayWrite | os::kMayRun);
    if (!usable.ok()) {
      complain(Level::error, concat("The directory can't be used (", usable.error(), ")"),
               concat("let ", user_of(value_.examination.settings), " read, search and write it"));
    }
    if (names().size() > 1) return;
    ++domains_;
    if (names().back() == graylist::kClientsDomain) return;
    if (local_domains_.ask(names().back()) != lists::LocalDomains::Answer::remote) return;
    complain(Level::warning, "The domain is in no rcpthosts file, so its mail is not graylisted",
             "add it there, or remove the directory");
  }

  void emptied(const os::Directory& /*parent*/, const std::string& /*name*/) override {}
  void problem(std::string_view text) override {
    ok_ = false;
    value_.examination.report.add({Level::error, value_.option.name, std::string(text)});
  }

  void check_name(const std::string& name) {
    if (graylist::is_name(name)) return;
    complain(Level::warning, "No address leads to this name, so nobody uses it",
             "names are in lower case; remove or rename it");
  }

  // Only domains that have a directory are graylisted then.
  void check_emptiness() {
    const config::GraylistSettings& graylist = value_.examination.settings.graylist;
    if (graylist.level == config::GraylistLevel::none || graylist.creates_directories()) return;
    say(Level::warning, "No domain has a directory in it, so nothing is graylisted",
        "make a directory for each domain, or set graylist-level=always-create-dir");
  }

  void complain(Level level, std::string text, std::string remedy) {
    if (level == Level::error) ok_ = false;
    if (++shown_ > kMostShown) {
      hidden_level_ = std::max(hidden_level_, level);
      return;
    }
    value_.examination.report.add(
        {level, value_.option.name, std::move(text), std::move(remedy), path()});
  }

  void say(Level level, std::string text, std::string remedy = {}) {
    value_.examination.report.add(finding_about(value_, level, std::move(text), std::move(remedy)));
  }

  const Value& value_;
  log::Log local_log_;
  lists::LocalDomains local_domains_;
  size_t seen_ = 0;
  size_t domains_ = 0;
  size_t shown_ = 0;
  Level hidden_level_ = Level::info;
  size_t old_entries_ = 0;
  bool ok_ = true;
};

}  // namespace

bool check_graylist_tree(const Value& value) {
  return check_writable_directory(value) && TreeCheck(value).check();
}

}  // namespace spamweir::checkup
