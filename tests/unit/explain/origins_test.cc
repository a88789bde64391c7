#include "explain/origins.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/expect.h"

using namespace spamweir;
using config::Given;
using config::Origin;
using explain::Origins;
using testing::expect_text;

namespace {

const auto kFile = std::make_shared<const std::string>("/etc/s.conf");
const auto kOwnFile = std::make_shared<const std::string>("/etc/s.d/_ip_/11");

Given given(std::string_view option, std::string_view value, const Origin& origin = {}) {
  return {config::find_option(option), std::string(value), origin};
}

}  // namespace

Test(origins, who_set_a_setting) {
  const std::vector<Given> base = {
      given("max-recipients", "3"), given("max-recipients", "2", {kFile, 7}),
      given("reject-sender", "no-mx", {kFile, 8}), given("reject-sender", "not-local", {kFile, 9})};
  const std::vector<Given> own = {given("max-recipients", "1", {kOwnFile, 1})};
  expect_text(Origins(base, {}).setting({"max-recipients"}), "max-recipients=2 in /etc/s.conf(7)");
  expect_text(Origins(base, own).setting({"max-recipients"}),
              "max-recipients=1 in /etc/s.d/_ip_/11(1)");
  expect_text(Origins(base, own).setting({"reject-sender", "NO-MX"}),
              "reject-sender=no-mx in /etc/s.conf(8)");
  expect_text(Origins({base.data(), 1}, {}).setting({"max-recipients"}),
              "max-recipients=3 on the command line");
  expect_text(Origins({}, {}).setting({"max-recipients"}), "");
}

Test(origins, what_matched) {
  config::ListSource list;
  list.entries = {"11.22", "Zone.test.=127.0.0.2"};
  list.origins = {{kFile, 3}, {kFile, 4}};
  list.entry_option = "dns-blacklist-entry";
  list.files = {"/etc/list(1)"};
  list.file_option = "dns-blacklist-file";
  list.directories = {"/etc/names"};
  list.directory_option = "rdns-blacklist-dir";
  const std::vector<Given> base = {given("dns-blacklist-file", "/etc/list(1)", {kFile, 5}),
                                   given("rdns-blacklist-dir", "/etc/names", {kFile, 6}),
                                   given("dns-blacklist-entry", "11.22", {kFile, 3})};
  const Origins origins(base, {});
  const struct {
    const char* label;
    const char* reason;
    const char* want;
  } cases[] = {
      {"an entry", "11.22", "dns-blacklist-entry=11.22 in /etc/s.conf(3)"},
      {"a zone with answers", "zone.test",
       "dns-blacklist-entry=Zone.test.=127.0.0.2 in /etc/s.conf(4)"},
      {"a file", "/etc/list(1)(17)",
       "/etc/list(1)(17), by dns-blacklist-file=/etc/list(1) in /etc/s.conf(5)"},
      {"a directory", "/etc/names/test/b",
       "/etc/names/test/b, by rdns-blacklist-dir=/etc/names in /etc/s.conf(6)"},
      {"a zone of a file", "other.test",
       "other.test, by dns-blacklist-entry, 2 of them, the first in /etc/s.conf(3); "
       "dns-blacklist-file=/etc/list(1) in /etc/s.conf(5); rdns-blacklist-dir=/etc/names in "
       "/etc/s.conf(6)"},
  };
  for (const auto& c : cases) {
    expect_text(origins.match(list, {c.reason, "", ""}), c.want, "%s", c.label);
  }
}
