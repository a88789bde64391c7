// The facts that a line of the log tells: CODE from: … to: … origin_ip: … origin_rdns: … auth: …
// encryption: … reason: …, as session/report.h writes it and spamdyke did (older ones without the
// last two), behind whatever syslog or multilog put in front.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spamweir::explain {

// Fields as they were before log::field() escaped them, but that `_` may have been a blank and `'`
// a double quote. Empty optionals: `(unknown)`.
struct LogLine {
  struct Recipient {
    std::string code;
    std::string address;
  };
  std::string code;
  std::optional<std::string> from;
  std::vector<Recipient> recipients;  // one at most, but for a line of a JSON log
  std::string origin_ip;
  std::optional<std::string> origin_rdns;
  std::optional<std::string> auth;
  std::optional<std::string> helo = {};  // a JSON log alone has it
  bool is_part = false;                  // more recipients of another line, and nothing else
};

// Nothing for a text that has no `from:`, `to:` and `origin_ip:` in this order.
std::optional<LogLine> parse_log_line(std::string_view text);

}  // namespace spamweir::explain
