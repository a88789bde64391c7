#include "lists/local_domains.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "lists/cdb.h"
#include "lists/list_file.h"

namespace spamweir::lists {
namespace {

// A client may name any number of domains; what is remembered of them may not grow with it.
constexpr size_t kMaxRemembered = 1000;

std::string_view without_trailing_blanks(std::string_view line) {
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  return line;
}

// `domain` is in lower case.
bool covers(std::string_view entry, std::string_view domain) {
  if (entry.starts_with('.')) return ends_with_ignoring_case(domain, entry);
  return equals_ignoring_case(domain, entry);
}

std::string beside(std::string_view path, std::string_view name) {
  const size_t slash = path.rfind('/');
  const size_t folder = slash == std::string_view::npos ? 0 : slash + 1;
  return concat(path.substr(0, folder), name);
}

// The same as covers() with any of the lines, which are sorted and in lower case.
bool any_covers(const std::vector<std::string>& lines, std::string_view domain) {
  size_t start = 0;
  while (start != std::string_view::npos) {
    if (std::binary_search(lines.begin(), lines.end(), domain.substr(start))) return true;
    start = domain.find('.', start + 1);
  }
  return false;
}

template <typename T>
const T& remember(std::map<std::string, T, std::less<>>& memory, std::string domain, T answer) {
  if (memory.size() >= kMaxRemembered) memory.clear();
  return memory.emplace(std::move(domain), answer).first->second;
}

}  // namespace

LocalDomains::Answer LocalDomains::ask(std::string_view domain) {
  if (domain.empty()) return Answer::local;
  std::string name = lower_case(domain);
  const auto known = answers_.find(name);
  if (known != answers_.end()) return known->second;
  const Answer answer = look_up(name);
  return remember(answers_, std::move(name), answer);
}

LocalDomains::Answer LocalDomains::look_up(const std::string& domain) {
  bool all_read = !settings_.rcpthosts_files.empty();
  for (const std::string& path : settings_.rcpthosts_files) {
    switch (search_file(path, domain, false)) {
      case Search::found:
        return Answer::local;
      case Search::unreadable:
        all_read = false;
        break;
      case Search::absent:
        break;
    }
  }
  for (const std::string& path : settings_.morercpthosts_files) {
    if (search_database(path, domain)) return Answer::local;
  }
  return all_read ? Answer::remote : Answer::unknown;
}

LocalDomains::Search LocalDomains::search_file(const std::string& path, std::string_view domain,
                                               bool may_be_missing) {
  const auto [found, is_first] = files_.try_emplace(path);
  Known& known = found->second;
  if (!is_first && !known.is_kept && !known.is_long) keep(path, known);
  if (!known.is_kept) return walk(path, domain, may_be_missing);
  return any_covers(known.lines, domain) ? Search::found : Search::absent;
}

// Leaves a file that can't be read for walk() to report.
void LocalDomains::keep(const std::string& path, Known& known) {
  ListFile file(path, log_);
  size_t size = 0;
  std::string_view line;
  while (file.next(line)) {
    line = without_trailing_blanks(line);
    if (line.empty() || line[0] == '#') continue;
    size += sizeof(std::string) + line.size();
    if (size > kMaxKept) {
      known.is_long = true;
      known.lines = {};
      return;
    }
    known.lines.push_back(lower_case(line));
  }
  known.is_kept = file.readable() == os::Readable::yes;
  if (!known.is_kept) known.lines.clear();
  std::sort(known.lines.begin(), known.lines.end());
}

LocalDomains::Search LocalDomains::walk(const std::string& path, std::string_view domain,
                                        bool may_be_missing) {
  ListFile file(path, log_);
  std::string_view line;
  while (file.next(line)) {
    line = without_trailing_blanks(line);
    if (line.empty() || line[0] == '#') continue;
    if (covers(line, domain)) return Search::found;
  }
  if (file.readable() == os::Readable::yes) return Search::absent;
  if (file.readable() == os::Readable::missing && may_be_missing) return Search::absent;
  report_once(
      concat("Unable to read ", path, ": ", file.problem(),
             "; make it readable for the user that this program runs as: until then it can't tell"
             " local domains from remote ones by this file"));
  return Search::unreadable;
}

bool LocalDomains::search_database(const std::string& path, std::string_view domain) {
  Cdb database(path);
  if (database.readable() == os::Readable::missing) return false;
  size_t start = 0;
  while (start != std::string_view::npos) {
    const Result<bool> listed = database.contains(domain.substr(start));
    if (!listed.ok()) {
      report_once(concat(listed.error(),
                         "; make it readable, or make it anew with qmail-newmrh: until then it"
                         " lists no domain"));
      return false;
    }
    if (listed.value()) return true;
    start = domain.find('.', start + 1);
  }
  return false;
}

std::optional<smtp::Address> LocalDomains::percenthack(const smtp::Address& address) {
  smtp::Address rewritten = address;
  // Each round takes a % away, so there are no more rounds than the address has bytes.
  for (;;) {
    const size_t percent = rewritten.local.rfind('%');
    if (percent == std::string::npos || percent == 0) break;
    std::string host = rewritten.local.substr(percent + 1);
    if (host.empty() || !has_percenthack(rewritten.domain)) break;
    rewritten.domain = std::move(host);
    rewritten.local.resize(percent);
  }
  if (rewritten.local == address.local) return std::nullopt;
  return rewritten;
}

bool LocalDomains::has_percenthack(std::string_view domain) {
  std::string name = lower_case(domain);
  const auto known = percenthacks_.find(name);
  if (known != percenthacks_.end()) return known->second;
  std::vector<std::string> paths = {percenthack_file_};
  for (const std::string& path : settings_.rcpthosts_files) {
    std::string file = beside(path, "percenthack");
    if (file != percenthack_file_) paths.push_back(std::move(file));
  }
  const bool listed = std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return search_file(path, name, true) != Search::absent;
  });
  return remember(percenthacks_, std::move(name), listed);
}

void LocalDomains::report_once(std::string message) {
  if (std::find(reported_.begin(), reported_.end(), message) != reported_.end()) return;
  log_.error(message);
  reported_.push_back(std::move(message));
}

}  // namespace spamweir::lists
