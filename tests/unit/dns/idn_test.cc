#include "dns/idn.h"

#include <criterion/criterion.h>

#include "dns/names.h"

using namespace spamweir::dns;

namespace {

bool has_library() { return IdnConverter().to_ascii("b\xc3\xbc").has_value(); }

}  // namespace

Test(idn, names_become_ascii) {
  if (!has_library()) cr_skip_test("libidn2 is not installed");
  const struct {
    const char* name;
    const char* want;
  } cases[] = {
      {"b\xc3\xbc"
       "cher.example",
       "xn--bcher-kva.example"},
      {"B\xc3\x9c"
       "CHER.Example",
       "xn--bcher-kva.example"},
      // IDNA2008 keeps the sharp s.
      {"fu\xc3\x9f"
       "ball.example",
       "xn--fuball-cta.example"},
  };
  IdnConverter idn;
  for (const auto& c : cases) {
    cr_expect(canonical_name(c.name, idn) == c.want, "%s: want %s", c.name, c.want);
  }
}

Test(idn, what_is_no_name) {
  IdnConverter idn;
  const std::string bad[] = {"\xff\xfe.example", "\xc3", std::string("b\xc3\xbc\0x", 5),
                             std::string(2000, '\xc3'), "b\xc3\xbc..example",
                             // Too long once it is converted.
                             std::string(62, 'a') + "\xc3\xbc.example"};
  for (const std::string& name : bad) cr_expect(!canonical_name(name, idn), "%s", name.c_str());
}
