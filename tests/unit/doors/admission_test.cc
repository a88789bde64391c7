#include "doors/admission.h"

#include <criterion/criterion.h>

#include <string>

#include "os/privileges.h"
#include "support/expect.h"

using spamweir::config::Settings;
using spamweir::config::TlsLevel;
using spamweir::doors::admit;
using spamweir::doors::Hindrance;
using spamweir::doors::may_speak_in_clear;
using spamweir::os::Environment;
using spamweir::testing::expect_text;

namespace {

std::string kinds_of(const std::vector<Hindrance>& hindrances) {
  constexpr std::string_view kNames[] = {"option ", "smtps ", "account ", "rights "};
  std::string kinds;
  for (const Hindrance& one : hindrances) kinds += kNames[static_cast<size_t>(one.kind)];
  return kinds;
}

}  // namespace

Test(admission, tls_from_the_first_byte) {
  const struct {
    const char* smtps;  // null: not set
    TlsLevel level;
    bool has_certificate;
    const char* want;
    TlsLevel becomes;
    bool is_the_servers = false;
    bool may_speak = true;
  } cases[] = {
      {nullptr, TlsLevel::none, false, "", TlsLevel::none},
      {"0", TlsLevel::none, false, "", TlsLevel::none},
      {"", TlsLevel::smtp, true, "", TlsLevel::smtp},
      {"1", TlsLevel::none, false, "smtps ", TlsLevel::smtps, false, false},
      {"1", TlsLevel::none, true, "smtps ", TlsLevel::smtps, false, false},
      {"1", TlsLevel::smtp, true, "", TlsLevel::smtps, false, false},
      {"1", TlsLevel::smtp, false, "", TlsLevel::smtp, true, false},
      {"1", TlsLevel::smtp_no_passthrough, true, "", TlsLevel::smtps, false, false},
      {"1", TlsLevel::smtp_no_passthrough, false, "smtps ", TlsLevel::smtps, false, false},
      // Whether it has a certificate is found out when TLS begins.
      {"1", TlsLevel::smtps, false, "", TlsLevel::smtps, false, false},
  };
  for (const auto& c : cases) {
    Environment environment;
    if (c.smtps != nullptr) environment.set("SMTPS", c.smtps);
    Settings settings;
    settings.tls_level = c.level;
    if (c.has_certificate) settings.tls.certificate_files = {"x"};
    expect_text(kinds_of(admit(environment, settings)), c.want);
    cr_expect(settings.tls_level == c.becomes);
    cr_expect_eq(settings.server_speaks_smtps, c.is_the_servers);
    cr_expect_eq(may_speak_in_clear(settings), c.may_speak);
  }
}

Test(admission, all_that_is_in_the_way_is_told) {
  Environment environment;
  environment.set("SMTPS", "1");
  Settings settings;
  settings.refuse_session = "conf(3): run-as-user";
  settings.tls_level = TlsLevel::none;
  settings.run_as_user = "no-such-user";
  const std::vector<Hindrance> found = admit(environment, settings);
  expect_text(kinds_of(found), "option smtps account ");
  expect_text(found[0].text(), "conf(3): run-as-user");
  expect_text(found[2].text(), "run-as-user: there is no user no-such-user");
}

Test(admission, who_is_not_root_lacks_rights) {
  if (spamweir::os::is_root()) {
    Settings settings;
    settings.run_as_user = "nobody";
    expect_text(kinds_of(admit({}, settings)), "");
  }
  cr_expect(!spamweir::os::is_root());
  Settings settings;
  settings.run_as_user = "root";
  expect_text(kinds_of(admit({}, settings)), "rights ");
}
