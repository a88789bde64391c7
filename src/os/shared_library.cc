#include "os/shared_library.h"

#include <dlfcn.h>

namespace spamweir::os {

SharedLibrary::SharedLibrary(const char* name) : handle_(::dlopen(name, RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ != nullptr) return;
  const char* problem = ::dlerror();
  if (problem != nullptr) problem_ = problem;
}

SharedLibrary::~SharedLibrary() {
  if (handle_ != nullptr) ::dlclose(handle_);
}

void* SharedLibrary::find_address(const char* function) const {
  return handle_ != nullptr ? ::dlsym(handle_, function) : nullptr;
}

}  // namespace spamweir::os
