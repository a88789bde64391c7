#include "lists/name_directory.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "lists/domain.h"
#include "os/file.h"

namespace spamweir::lists {
namespace {

bool makes_path(std::string_view label) {
  return !label.empty() && std::all_of(label.begin(), label.end(), [](char c) {
    return is_alpha(c) || is_digit(c) || c == '_' || c == '-';
  });
}

// Empty above a name of one label.
std::string_view name_above(std::string_view name) {
  const size_t dot = name.find('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

std::string problem_of(const Result<os::FileKind>& kind) {
  if (!kind.ok()) return kind.error();
  return kind.value() == os::FileKind::missing ? "it does not exist" : "it is no directory";
}

void report(log::Log& log, std::string_view path, std::string_view problem) {
  log.error(concat("Unable to search ", path, ": ", problem,
                   "; make it a directory that this program may search, or take its tree out of"
                   " the configuration; until then names in it are not found"));
}

}  // namespace

std::optional<std::string> name_directory_path(std::string_view name) {
  name = without_last_dot(name);
  if (name.size() > kMaxDomainName) return std::nullopt;
  const std::string full = lower_case(name);
  const std::vector<std::string_view> labels = split(full, '.');
  const size_t count = labels.size();
  if (count < 2 || !std::all_of(labels.begin(), labels.end(), makes_path)) return std::nullopt;
  const std::string_view domain = labels[count - 2];
  std::string path = concat(labels[count - 1], "/", domain.substr(0, 1), "/", domain, "/");
  if (count > 2) path += concat(labels[count - 3], "/");
  return path + full;
}

std::optional<Hit> find_in_name_directory(std::string_view name, const std::string& directory,
                                          log::Log& log) {
  const Result<os::FileKind> root = os::kind_of_file(directory);
  if (!root.ok() || root.value() != os::FileKind::directory) {
    report(log, directory, problem_of(root));
    return std::nullopt;
  }
  bool reported = false;
  for (; !name.empty(); name = name_above(name)) {
    const std::optional<std::string> path = name_directory_path(name);
    if (!path) continue;
    const std::string file = concat(directory, "/", *path);
    const Result<os::FileKind> kind = os::kind_of_file(file);
    if (!kind.ok() && !std::exchange(reported, true)) report(log, file, kind.error());
    if (kind.ok() && kind.value() == os::FileKind::regular) {
      return Hit{Hit::Source::directory, *path};
    }
  }
  return std::nullopt;
}

}  // namespace spamweir::lists
