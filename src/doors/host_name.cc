#include "doors/host_name.h"

#include "base/text.h"
#include "config/problems.h"
#include "os/command_output.h"
#include "os/file.h"

namespace spamweir::doors {
namespace {

constexpr std::chrono::seconds kPatience{5};
constexpr size_t kMostFileBytes = 64 * 1024;

std::string from_command(const std::string& command, const os::Environment& environment,
                         log::Log& log) {
  if (command.empty()) return {};
  Result<std::string> line = os::first_line_of(command, environment, kPatience);
  if (line.ok()) return std::move(line.value());
  log.error(concat("hostname-command=", config::program_of(command), ": ", line.error(),
                   "; hostname-file is used instead; correct it or take it out"));
  return {};
}

std::string from_file(const std::string& path, log::Log& log) {
  const Result<os::FileContents> file = os::read_file(path, kMostFileBytes);
  if (file.ok()) {
    const std::string_view text = file.value().text;
    return std::string(trim(text.substr(0, text.find('\n'))));
  }
  if (path != config::HostNameSettings{}.file) {
    log.error(concat("hostname-file=", path, ": ", file.error(),
                     "; TCPLOCALHOST is used instead; correct it or take it out"));
  }
  return {};
}

}  // namespace

std::string host_name(const config::HostNameSettings& settings, const os::Environment& environment,
                      log::Log& log) {
  if (!settings.name.empty()) return settings.name;
  std::string name = from_command(settings.command, environment, log);
  if (name.empty()) name = from_file(settings.file, log);
  for (const std::string_view variable : {"TCPLOCALHOST", "HOSTNAME"}) {
    if (name.empty()) name = environment.get(variable).value_or("");
  }
  return name;
}

}  // namespace spamweir::doors
