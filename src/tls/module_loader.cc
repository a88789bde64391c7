#include "tls/module_loader.h"

#include <limits.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "os/file.h"

namespace spamweir::tls {
namespace {

constexpr std::string_view kFile = "/spamweir/spamweir-tls.so";
constexpr std::string_view kInstalled = SPAMWEIR_LIBDIR;  // from ./configure

bool is_there(const std::string& path) {
  const auto kind = os::kind_of_file(path);
  return kind.ok() && kind.value() == os::FileKind::regular;
}

// Empty where /proc does not say which file this process runs.
std::string path_beside_program() {
  char target[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", target, sizeof target);
  if (size <= 0 || static_cast<size_t>(size) == sizeof target) return {};
  const std::string_view program(target, static_cast<size_t>(size));
  return concat(program.substr(0, program.rfind('/')), "/../lib", kFile);
}

Error not_found(std::string_view first, std::string_view second) {
  return Error{concat("TLS: the module is missing: neither ", first, " nor ", second,
                      " is there; run `make install` of a build that was not configured "
                      "--without-tls")};
}

}  // namespace

Module::Module(std::unique_ptr<os::SharedLibrary> library, const module::Functions* functions)
    : library_(std::move(library)), functions_(functions) {}

Result<std::unique_ptr<Module>> Module::load() {
  const std::string beside = path_beside_program();
  const std::string installed = concat(kInstalled, kFile);
  const std::string& path = !beside.empty() && is_there(beside) ? beside : installed;
  if (!is_there(path)) return not_found(beside, installed);

  auto library = std::make_unique<os::SharedLibrary>(path.c_str());
  if (!library->is_loaded()) {
    return Error{concat("TLS: the module can't be loaded: ", library->problem(),
                        "; it needs OpenSSL 3 (Debian package libssl3)")};
  }
  module::Entry* const entry = library->find<module::Entry>(module::kEntryName);
  const module::Functions* functions = entry != nullptr ? entry() : nullptr;
  if (functions == nullptr || functions->version != module::kInterfaceVersion) {
    return Error{concat("TLS: ", path,
                        " belongs to another version of spamweir; install both "
                        "from one build")};
  }
  return std::unique_ptr<Module>(new Module(std::move(library), functions));
}

}  // namespace spamweir::tls
