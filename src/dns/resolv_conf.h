// What a file in the format of resolv.conf(5) says to a program that only asks full names. A parser
// of our own: the C library reads one file, at one place, and only its first three servers.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "os/socket.h"

namespace spamweir::dns {

inline constexpr uint16_t kDnsPort = 53;

// ADDRESS, ADDRESS:PORT (IPv4) or [ADDRESS]:PORT, IPv6 addresses with or without `%SCOPE`. Nothing
// for anything else. The unspecified address means this host.
std::optional<os::Endpoint> parse_server(std::string_view text);
// The same backwards; the port only where it is not kDnsPort.
std::string to_string(const os::Endpoint& server);

struct ResolvConf {
  std::vector<os::Endpoint> servers;
  std::optional<std::chrono::seconds> timeout;  // 1 to 30
  std::optional<int> attempts;                  // 1 to 5

  struct Problem {
    size_t line;  // from 1
    std::string text;
  };
  std::vector<Problem> problems;
};

// Adds what the text says to `into`; the last of several values counts. Unknown keywords and
// options are none of ours and passed over.
void read_resolv_conf(std::string_view text, ResolvConf& into);
// The words of an `options` line, or of the variable RES_OPTIONS. Values that are too large are the
// largest allowed, as in the C library; others that make no sense are passed over.
void read_resolver_options(std::string_view words, ResolvConf& into);

}  // namespace spamweir::dns
