#include "tls/module_loader.h"

#include <criterion/criterion.h>

using namespace spamweir;

Test(module_loader, finds_the_module_of_the_build_tree) {
  const auto first = tls::Module::load();
  cr_assert(first.ok(), "%s", first.ok() ? "" : first.error().c_str());
  cr_expect(first.value()->functions().version == tls::module::kInterfaceVersion);
  const auto second = tls::Module::load();
  cr_assert(second.ok());
  cr_expect(&second.value()->functions() == &first.value()->functions());
}
