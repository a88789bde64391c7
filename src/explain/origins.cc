#include "explain/origins.h"

#include <algorithm>

#include "base/text.h"
#include "log/log.h"

namespace spamweir::explain {
namespace {

std::string place_of(const config::Origin& origin) {
  if (origin.file == nullptr) return "on the command line";
  return concat("in ", log::quoted_text(*origin.file), "(", to_text(origin.line), ")");
}

std::string assignment(std::string_view option, std::string_view value) {
  return concat(option, value.empty() ? "" : "=", log::quoted_text(value));
}

const config::Given* find_last(std::span<const config::Given> all, const SettingName& name) {
  const auto found = std::find_if(all.rbegin(), all.rend(), [&name](const config::Given& given) {
    return given.option->name == name.option &&
           (name.value.empty() || equals_ignoring_case(given.value, name.value));
  });
  return found == all.rend() ? nullptr : &*found;
}

// An entry of a DNS list may say which answers count: dns_zones.h.
std::string zone_of(std::string_view entry) {
  const std::string_view name = trim(entry.substr(0, entry.find('=')));
  return lower_case(name.ends_with('.') ? name.substr(0, name.size() - 1) : name);
}

// `FILE(LINE)` without the line.
std::string_view file_of(std::string_view place) {
  const size_t bracket = place.rfind('(');
  return place.ends_with(')') && bracket != std::string_view::npos ? place.substr(0, bracket)
                                                                   : place;
}

}  // namespace

const config::Given* Origins::last(const SettingName& name) const {
  const config::Given* own = find_last(own_, name);
  return own != nullptr ? own : find_last(base_, name);
}

std::string Origins::setting(const SettingName& name) const {
  const config::Given* given = last(name);
  if (given == nullptr) return {};
  return concat(assignment(name.option, given->value), " ", place_of(given->origin));
}

std::string Origins::values(std::string_view option, const std::vector<std::string>& all) const {
  const config::Given* first = last({option, all.front()});
  const std::string place = first != nullptr ? concat(" ", place_of(first->origin)) : "";
  if (all.size() == 1) return concat(assignment(option, all.front()), place);
  return concat(option, ", ", to_text(all.size()), " of them, the first", place);
}

std::vector<std::string> Origins::list(const config::ListSource& source) const {
  std::vector<std::string> pieces;
  if (!source.entries.empty()) pieces.push_back(values(source.entry_option, source.entries));
  if (!source.files.empty()) pieces.push_back(values(source.file_option, source.files));
  if (!source.directories.empty()) {
    pieces.push_back(values(source.directory_option, source.directories));
  }
  return pieces;
}

std::string Origins::match(const config::ListSource& source, const filters::Match& match) const {
  const auto entry =
      std::find_if(source.entries.begin(), source.entries.end(), [&match](const std::string& each) {
        return each == match.reason || zone_of(each) == match.reason;
      });
  if (entry == source.entries.end()) return file_match(source, match.reason);
  const auto at = static_cast<size_t>(entry - source.entries.begin());
  const std::string place = at < source.origins.size() ? place_of(source.origins[at]) : "";
  return concat(assignment(source.entry_option, *entry), " ", place);
}

// A line of a list's file, or a path below a directory; of a list in DNS only the zone is known.
std::string Origins::file_match(const config::ListSource& source, std::string_view place) const {
  const std::string shown = log::quoted_text(place);
  const std::string file(file_of(place));
  if (std::find(source.files.begin(), source.files.end(), file) != source.files.end()) {
    return concat(shown, ", by ", setting({source.file_option, file}));
  }
  for (const std::string& directory : source.directories) {
    if (place.starts_with(directory)) {
      return concat(shown, ", by ", setting({source.directory_option, directory}));
    }
  }
  std::string pieces;
  for (const std::string& piece : list(source)) pieces += concat(pieces.empty() ? "" : "; ", piece);
  return concat(shown, ", by ", pieces);
}

}  // namespace spamweir::explain
