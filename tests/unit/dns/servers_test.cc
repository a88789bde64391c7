#include "dns/servers.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::dns;
using namespace std::chrono_literals;
using config::DnsSettings;
using spamweir::testing::CaughtLog;
using spamweir::testing::expect_text;
using spamweir::testing::ScratchDirectory;

Test(servers, options_come_before_files) {
  CaughtLog caught;
  DnsSettings settings;
  settings.primary_servers = {"192.0.2.1"};
  settings.servers = {"192.0.2.2:54", "192.0.2.1", "[::1]:55", "192.0.2.2:54"};
  settings.resolv_conf_files = {"/nonexistent"};
  const Servers servers = find_servers(settings, std::nullopt, caught.log());
  expect_text(servers.names(), "192.0.2.1, 192.0.2.2:54, [::1]:55");
  cr_expect(servers.list[0].is_primary && !servers.list[1].is_primary);
  expect_text(servers.source, "dns-server-ip");
  cr_expect(servers.timeout == 5s && servers.repeats == 3);
  cr_expect(caught.lines().empty());
}

Test(servers, files) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  DnsSettings settings;
  const std::string a = scratch.file("a", "nameserver 192.0.2.1\nnameserver 192.0.2.2\n");
  const std::string b =
      scratch.file("b", "nameserver 192.0.2.2\nnameserver ::1\noptions timeout:2\n");
  settings.resolv_conf_files = {a, b};
  const Servers servers = find_servers(settings, std::nullopt, caught.log());
  expect_text(servers.names(), "192.0.2.1, 192.0.2.2, ::1");
  expect_text(servers.source, concat(a, ", ", b));
  cr_expect(servers.timeout == 2s);
  cr_expect(find_servers(settings, "timeout:7", caught.log()).timeout == 7s);
  cr_expect(caught.lines().empty());
}

Test(servers, attempts_only_add) {
  CaughtLog caught;
  DnsSettings settings;
  settings.servers = {"192.0.2.1", "192.0.2.2", "192.0.2.3"};
  const struct {
    const char* options;
    int retries_total;
    int want;
  } cases[] = {{"attempts:1", 3, 3}, {"attempts:2", 3, 5}, {"attempts:5", 3, 14},
               {"attempts:5", 4, 4}, {"", 3, 3},           {"attempts:5", 1, 1}};
  for (const auto& c : cases) {
    settings.retries_total = c.retries_total;
    const int got = find_servers(settings, c.options, caught.log()).repeats;
    cr_expect(got == c.want, "%s, %d: got %d, want %d", c.options, c.retries_total, got, c.want);
  }
}

Test(servers, this_host_where_there_is_none) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  DnsSettings settings;
  settings.resolv_conf_files = {scratch.file("empty", "search example.com\n")};
  expect_text(find_servers(settings, std::nullopt, caught.log()).names(), "127.0.0.1");
  settings.resolv_conf_files.clear();
  expect_text(find_servers(settings, std::nullopt, caught.log()).names(), "127.0.0.1");
  cr_expect(caught.lines().empty());
}

Test(servers, what_cannot_be_used_is_told) {
  const ScratchDirectory scratch;
  CaughtLog caught;
  DnsSettings settings;
  const std::string file = scratch.file("file", "\nnameserver x\"y\n");
  const std::string missing = scratch.path("missing");
  settings.primary_servers = {"resolver.example.com"};
  settings.servers = {"192.0.2.1:99999"};
  settings.resolv_conf_files = {file, missing};
  expect_text(find_servers(settings, std::nullopt, caught.log()).names(), "127.0.0.1");
  const auto lines = caught.lines();
  cr_assert(lines.size() == 4, "got %zu", lines.size());
  const std::string rest =
      ": this is no name server; allowed are ADDRESS, ADDRESS:PORT and [ADDRESS]:PORT; it is not"
      " asked";
  expect_text(lines[0], concat("ERROR: dns-server-ip-primary=resolver.example.com", rest));
  expect_text(lines[1], concat("ERROR: dns-server-ip=192.0.2.1:99999", rest));
  expect_text(lines[2],
              concat("ERROR: ", file, "(2): nameserver \"x'y\" is no IP address; it is not asked"));
  cr_expect(lines[3].starts_with(
                concat("ERROR: dns-resolv-conf=", missing, ": No such file or directory; make")),
            "got %s", lines[3].c_str());
}
