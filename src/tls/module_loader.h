// Finds the TLS module and loads it.
#pragma once

#include <memory>

#include "base/result.h"
#include "os/shared_library.h"
#include "tls/module.h"

namespace spamweir::tls {

class Module {
 public:
  // It is one of the program's companions (os/companion.h). The error names the places looked in
  // and the remedy.
  static Result<std::unique_ptr<Module>> load();

  const module::Functions& functions() const { return *functions_; }

 private:
  Module(std::unique_ptr<os::SharedLibrary> library, const module::Functions* functions);

  std::unique_ptr<os::SharedLibrary> library_;
  const module::Functions* functions_;
};

}  // namespace spamweir::tls
