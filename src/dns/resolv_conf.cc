#include "dns/resolv_conf.h"

#include <algorithm>

#include "base/text.h"
#include "log/log.h"

namespace spamweir::dns {
namespace {

constexpr uint64_t kMaxTimeout = 30;
constexpr uint64_t kMaxAttempts = 5;
constexpr size_t kShownValue = 100;

// Takes the first word away from `line`; empty at its end.
IpAddress reachable(const IpAddress& address) {
  if (!address.is_unspecified()) return address;
  return *IpAddress::parse(address.is_v4() ? "127.0.0.1" : "::1");
}

std::optional<os::Endpoint> make_server(std::string_view address_text, uint16_t port) {
  const std::optional<IpAddress> address = IpAddress::parse(address_text);
  if (!address) return std::nullopt;
  os::Endpoint server{reachable(*address), port, 0};
  const size_t percent = address_text.find('%');
  if (percent == std::string_view::npos) return server;
  const std::optional<uint32_t> scope = os::find_scope(address_text.substr(percent + 1));
  if (!scope) return std::nullopt;
  server.scope_id = *scope;
  return server;
}

std::optional<os::Endpoint> make_server(std::string_view address, std::string_view port_text) {
  const std::optional<uint64_t> port = parse_number(port_text);
  if (!port || *port == 0 || *port > UINT16_MAX) return std::nullopt;
  return make_server(address, static_cast<uint16_t>(*port));
}

// The number behind `name:`, from 1 to `most`.
std::optional<uint64_t> option_value(std::string_view word, std::string_view name, uint64_t most) {
  if (!word.starts_with(name)) return std::nullopt;
  const std::optional<uint64_t> number = parse_number(word.substr(name.size()));
  if (!number || *number == 0) return std::nullopt;
  return std::min(*number, most);
}

void read_server(std::string_view value, size_t line, ResolvConf& into) {
  const std::optional<os::Endpoint> server = parse_server(value);
  if (server) {
    into.servers.push_back(*server);
    return;
  }
  const std::string shown = log::quoted_text(value.substr(0, kShownValue));
  into.problems.push_back({line, concat("nameserver \"", shown, "\" is no IP address")});
}

void read_line(std::string_view line, size_t number, ResolvConf& into) {
  const std::string_view keyword = take_word(line);
  if (keyword == "nameserver") {
    read_server(take_word(line), number, into);
  } else if (keyword == "options") {
    read_resolver_options(line, into);
  }
}

}  // namespace

std::optional<os::Endpoint> parse_server(std::string_view text) {
  if (text.starts_with('[')) {
    const size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view address = text.substr(1, end - 1);
    const std::string_view rest = text.substr(end + 1);
    if (rest.empty()) return make_server(address, kDnsPort);
    return rest[0] == ':' ? make_server(address, rest.substr(1)) : std::nullopt;
  }
  const size_t colon = text.find(':');
  const bool has_port = colon != std::string_view::npos && text.rfind(':') == colon;
  if (!has_port) return make_server(text, kDnsPort);
  return make_server(text.substr(0, colon), text.substr(colon + 1));
}

std::string to_string(const os::Endpoint& server) {
  std::string text = server.address.to_string();
  if (server.scope_id != 0) text += concat("%", to_text(server.scope_id));
  if (server.port == kDnsPort) return text;
  if (!server.address.is_v4()) text = concat("[", text, "]");
  return concat(text, ":", to_text(server.port));
}

void read_resolv_conf(std::string_view text, ResolvConf& into) {
  size_t number = 0;
  for (const std::string_view line : split(text, '\n')) read_line(trim(line), ++number, into);
}

void read_resolver_options(std::string_view words, ResolvConf& into) {
  for (std::string_view word = take_word(words); !word.empty(); word = take_word(words)) {
    if (const auto secs = option_value(word, "timeout:", kMaxTimeout)) {
      into.timeout = std::chrono::seconds(*secs);
    } else if (const auto times = option_value(word, "attempts:", kMaxAttempts)) {
      into.attempts = static_cast<int>(*times);
    }
  }
}

}  // namespace spamweir::dns
