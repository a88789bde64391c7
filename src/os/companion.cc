#include "os/companion.h"

#include <limits.h>
#include <unistd.h>

#include <cstddef>

#include "base/text.h"
#include "os/file.h"

namespace spamweir::os {
namespace {

constexpr std::string_view kInstalled = SPAMWEIR_LIBDIR;  // from ./configure
constexpr std::string_view kDirectory = "/spamweir";

bool is_there(const std::string& path) {
  const auto kind = kind_of_file(path);
  return kind.ok() && kind.value() == FileKind::regular;
}

// Empty where /proc does not say which file this process runs.
std::string path_beside_program(std::string_view name) {
  char target[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", target, sizeof target);
  if (size <= 0 || static_cast<size_t>(size) == sizeof target) return {};
  const std::string_view program(target, static_cast<size_t>(size));
  const std::string_view directory = program.substr(0, program.rfind('/'));
  if (directory.ends_with(kDirectory)) return concat(directory, "/", name);
  return concat(directory, "/../lib", kDirectory, "/", name);
}

}  // namespace

Result<std::string> find_companion(std::string_view name) {
  std::string beside = path_beside_program(name);
  if (!beside.empty() && is_there(beside)) return beside;
  std::string installed = concat(kInstalled, kDirectory, "/", name);
  if (is_there(installed)) return installed;
  return Error{concat("neither ", beside, " nor ", installed, " is there")};
}

}  // namespace spamweir::os
