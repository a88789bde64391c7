#include "dns/servers.h"

#include <algorithm>

#include "base/text.h"
#include "dns/resolv_conf.h"
#include "os/file.h"

namespace spamweir::dns {
namespace {

constexpr size_t kMaxFile = 1024 * 1024;
// Missing is allowed for this one alone, which nobody need have named.
constexpr std::string_view kSystemFile = "/etc/resolv.conf";

void add_server(const os::Endpoint& endpoint, bool is_primary, std::vector<Server>& list) {
  const bool known = std::any_of(list.begin(), list.end(),
                                 [&](const Server& server) { return server.endpoint == endpoint; });
  if (!known) list.push_back({endpoint, is_primary, false, {}});
}

void add_option_values(const std::vector<std::string>& values, bool is_primary, Servers& servers,
                       log::Log& log) {
  for (const std::string& value : values) {
    if (const std::optional<os::Endpoint> endpoint = parse_server(value)) {
      add_server(*endpoint, is_primary, servers.list);
      continue;
    }
    log.error(
        concat(is_primary ? "dns-server-ip-primary=" : "dns-server-ip=", log::quoted_text(value),
               ": this is no name server; allowed are ADDRESS, ADDRESS:PORT and"
               " [ADDRESS]:PORT; it is not asked"));
  }
}

void add_file(const std::string& path, ResolvConf& conf, log::Log& log) {
  const Result<os::FileContents> file = os::read_file(path, kMaxFile);
  if (!file.ok()) {
    if (path == kSystemFile && os::InputFile(path).readable() == os::Readable::missing) return;
    log.error(concat("dns-resolv-conf=", path, ": ", file.error(),
                     "; make it a file that this program may read, or name another; until then it"
                     " names no server"));
    return;
  }
  conf.problems.clear();
  read_resolv_conf(file.value().text, conf);
  for (const ResolvConf::Problem& problem : conf.problems) {
    log.error(concat(path, "(", to_text(problem.line), "): ", problem.text, "; it is not asked"));
  }
}

void add_files(const config::DnsSettings& settings, ResolvConf& conf, Servers& servers,
               log::Log& log) {
  servers.source.clear();
  for (const std::string& path : settings.resolv_conf_files) {
    add_file(path, conf, log);
    servers.source += concat(servers.source.empty() ? "" : ", ", path);
  }
  for (const os::Endpoint& endpoint : conf.servers) add_server(endpoint, false, servers.list);
  if (servers.list.empty()) add_server(*parse_server("127.0.0.1"), false, servers.list);
}

int repeats_of(const config::DnsSettings& settings, const ResolvConf& conf, size_t servers) {
  const int wanted = settings.retries_total;
  if (wanted != config::DnsSettings{}.retries_total || !conf.attempts) return wanted;
  return std::max(wanted, *conf.attempts * static_cast<int>(std::min<size_t>(servers, 1000)) - 1);
}

}  // namespace

std::string Servers::names() const {
  std::string text;
  for (const Server& server : list) {
    text += concat(text.empty() ? "" : ", ", to_string(server.endpoint));
  }
  return text;
}

Servers find_servers(const config::DnsSettings& settings,
                     std::optional<std::string_view> resolver_options, log::Log& log) {
  Servers servers;
  ResolvConf conf;
  add_option_values(settings.primary_servers, true, servers, log);
  add_option_values(settings.servers, false, servers, log);
  if (servers.list.empty()) add_files(settings, conf, servers, log);
  if (resolver_options) read_resolver_options(*resolver_options, conf);
  if (conf.timeout) servers.timeout = *conf.timeout;
  servers.repeats = repeats_of(settings, conf, servers.list.size());
  return servers;
}

}  // namespace spamweir::dns
