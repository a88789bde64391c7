#include "tls/server_names.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::testing;

Test(server_names, only_host_names_become_paths) {
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'a');
  const struct {
    std::string name;
    const char* path;
  } cases[] = {
      {"mail.example.com", "/d/mail.example.com.pem"},
      {"MAIL.Example.com", "/d/mail.example.com.pem"},
      {"xn--bcher-kva.example", "/d/xn--bcher-kva.example.pem"},
      {"localhost", "/d/localhost.pem"},
      {"1.2.3.4", "/d/1.2.3.4.pem"},
      {"", nullptr},
      {".", nullptr},
      {"..", nullptr},
      {".example.com", nullptr},
      {"example..com", nullptr},
      {"example.com.", nullptr},
      {"../x", nullptr},
      {"a/b", nullptr},
      {"a\\b", nullptr},
      {"-x.example.com", nullptr},
      {"a b", nullptr},
      {"a_b", nullptr},
      {"*.example.com", nullptr},
      {std::string("a\0b", 3), nullptr},
      {"m\xc3\xbcller.example", nullptr},
      {label + ".x", "?"},
      {label + "a.x", nullptr},
      {longest, "?"},
      {longest + "a", nullptr},
  };
  for (const auto& c : cases) {
    const auto got = tls::certificate_path("/d", c.name);
    cr_expect(got.has_value() == (c.path != nullptr), "%s", c.name.c_str());
    if (got && c.path != nullptr && *c.path != '?') expect_text(*got, c.path, "%s", c.name.c_str());
  }
}
