// Which domains qmail receives mail for: control/rcpthosts, control/morercpthosts.cdb and
// control/percenthack, as qmail-control(5), qmail-smtpd(8) and qmail-send(8) describe them.
//
// rcpthosts and percenthack hold a domain a line; in rcpthosts `.parent` stands for all domains
// below parent. Blanks at the end of a line and lines that begin with # don't count. The keys of
// morercpthosts.cdb are of the same two forms, in lower case.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "log/log.h"
#include "smtp/address.h"

namespace spamweir::lists {

// Lives as long as the session. Files are read at the first question about a domain and never twice
// for the same one, so a change of the files holds from the next connection on. The second question
// keeps the lines of a small file, so that a client that names many domains has it read twice only.
class LocalDomains {
 public:
  // The file that qmail itself reads.
  static constexpr std::string_view kPercenthack = "/var/qmail/control/percenthack";
  // In bytes of memory for the lines of a file; one that needs more is read for each domain.
  static constexpr size_t kMaxKept = 1024 * 1024;

  // `settings` and `log` must live longer. `percenthack_file` is consulted besides those that
  // percenthack() names.
  LocalDomains(const config::Settings& settings, log::Log& log,
               std::string_view percenthack_file = kPercenthack)
      : settings_(settings), log_(log), percenthack_file_(percenthack_file) {}

  // `unknown`: an rcpthosts file is missing or can't be read (an ERROR, once), and nothing that
  // could be read lists the domain. Without an rcpthosts file qmail itself takes every domain for
  // local.
  enum class Answer { local, remote, unknown };

  // Case doesn't matter. An empty domain, that of an unqualified address, is local as it is for
  // qmail. A cdb file that is missing lists nothing; so does, with an ERROR, one that can't be
  // read.
  Answer ask(std::string_view domain);

  // The address that qmail makes of `user%host@domain` where percenthack lists the domain:
  // user@host, and so on while the new domain is listed. Nothing if it stays as it is. The files
  // are qmail's own and one beside each rcpthosts file, and may be missing; if one can't be read
  // (an ERROR) every domain counts as listed, so that no foreign host hides behind a %.
  std::optional<smtp::Address> percenthack(const smtp::Address& address);

 private:
  enum class Search { absent, found, unreadable };
  // What is known of a file that was read before.
  struct Known {
    bool is_long = false;
    bool is_kept = false;
    std::vector<std::string> lines;  // where it is kept: sorted, in lower case
  };

  Answer look_up(const std::string& domain);
  Search search_file(const std::string& path, std::string_view domain, bool may_be_missing);
  Search walk(const std::string& path, std::string_view domain, bool may_be_missing);
  void keep(const std::string& path, Known& known);
  bool search_database(const std::string& path, std::string_view domain);
  bool has_percenthack(std::string_view domain);
  void report_once(std::string message);

  const config::Settings& settings_;
  log::Log& log_;
  std::string percenthack_file_;
  std::map<std::string, Known> files_;
  // By domain in lower case.
  std::map<std::string, Answer, std::less<>> answers_;
  std::map<std::string, bool, std::less<>> percenthacks_;
  std::vector<std::string> reported_;
};

}  // namespace spamweir::lists
