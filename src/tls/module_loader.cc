#include "tls/module_loader.h"

#include <string>
#include <utility>

#include "base/text.h"
#include "os/companion.h"

namespace spamweir::tls {
Module::Module(std::unique_ptr<os::SharedLibrary> library, const module::Functions* functions)
    : library_(std::move(library)), functions_(functions) {}

Result<std::unique_ptr<Module>> Module::load() {
  const Result<std::string> path = os::find_companion("spamweir-tls.so");
  if (!path.ok()) {
    return Error{concat("TLS: the module is missing: ", path.error(),
                        "; run `make install` of a build that was not configured --without-tls")};
  }

  auto library = std::make_unique<os::SharedLibrary>(path.value().c_str());
  if (!library->is_loaded()) {
    return Error{concat("TLS: the module can't be loaded: ", library->problem(),
                        "; it needs OpenSSL 3 (Debian package libssl3)")};
  }
  module::Entry* const entry = library->find<module::Entry>(module::kEntryName);
  const module::Functions* functions = entry != nullptr ? entry() : nullptr;
  if (functions == nullptr || functions->version != module::kInterfaceVersion) {
    return Error{concat("TLS: ", path.value(),
                        " belongs to another version of spamweir; install both "
                        "from one build")};
  }
  return std::unique_ptr<Module>(new Module(std::move(library), functions));
}

}  // namespace spamweir::tls
