// The mail that is to be explained, as the words of the command line tell it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "base/result.h"
#include "smtp/address.h"

namespace spamweir::explain {

struct Mail {
  IpAddress client;
  std::optional<std::string> rdns;  // lower case; empty: there is none. Nothing: DNS says it
  std::string helo = "client";
  smtp::Address sender;
  std::vector<smtp::Address> recipients;  // at least one
  std::optional<std::string> user;        // who authenticated
  std::optional<int64_t> time_secs;       // since 1970; nothing: now
  std::vector<std::string> header;        // lines without their ends
  bool relayclient = false;               // RELAYCLIENT is in the environment
  bool early_talker = false;              // the client speaks before its turn

  // What the log said of a recipient, where a line of it was given.
  struct Logged {
    std::string code;
    smtp::Address recipient;
  };
  std::vector<Logged> logged;

  // What else the reader should know of how the words were understood.
  std::vector<std::string> remarks;
};

// `words`: NAME=VALUE each, or whole log lines (log_line.h, json_line.h); or the words of one line.
// `now_secs` is what +DURATION counts from. An error says what is wrong and what is allowed.
Result<Mail> read_mail(std::span<const char* const> words, int64_t now_secs);

// `1732670000`, `2026-11-27T03:40:39` (UTC; a blank for the T, without seconds, with a Z), `+300`,
// `+5m`, `+2h`, `+1d`.
std::optional<int64_t> parse_time(std::string_view text, int64_t now_secs);

}  // namespace spamweir::explain
