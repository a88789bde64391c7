#include "os/shared_library.h"

#include <criterion/criterion.h>

using spamweir::os::SharedLibrary;

Test(shared_library, functions_are_found_by_name) {
  const SharedLibrary library("libc.so.6");
  auto* const absolute = library.find<int(int)>("abs");
  cr_assert(absolute != nullptr);
  cr_expect(library.is_loaded() && library.problem().empty());
  cr_expect(absolute(-3) == 3);
  cr_expect(library.find<int(int)>("no_such_function_anywhere") == nullptr);
}

Test(shared_library, one_that_is_missing_has_nothing) {
  const SharedLibrary library("libnosuchlibrary.so.1");
  cr_expect(library.find<int(int)>("abs") == nullptr);
  cr_expect(!library.is_loaded());
  cr_expect(library.problem().find("libnosuchlibrary.so.1: ") != std::string::npos);
}
