// What the administrator asked for, as plain data: the defaults are the member initialisers, and
// the options table (options.cc) is the only writer. Passed to everybody else by const reference.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/rejection.h"
#include "log/log.h"

namespace spamweir::config {

enum class FilterLevel { allow_all, normal, require_auth, reject_all };
enum class RelayLevel { block_all, normal, allow_all };
enum class AuthLevel { none, observe };
enum class TlsLevel { none, smtp, smtp_no_passthrough };
enum class BareNewline { repair, reject, lenient };

// Bits of reject-sender and reject-recipient.
enum RejectSender : unsigned { kNotLocal = 1 };
enum RejectRecipient : unsigned { kSameAsSender = 1 };

// Where an entry stands in the configuration; without `file`, on the command line. All entries of a
// file share its name.
struct Origin {
  std::shared_ptr<const std::string> file;
  size_t line = 0;
};

// A list that an administrator keeps: entries in the configuration and files with an entry a line.
struct ListSource {
  std::vector<std::string> entries;
  std::vector<std::string> files;
  // For messages. Of each entry, in the order of `entries`; empty where the list comes from no
  // configuration, as the names of the options are.
  std::vector<Origin> origins = {};
  std::string_view entry_option = {};
  std::string_view file_option = {};
  bool empty() const { return entries.empty() && files.empty(); }
};

struct Settings {
  // The connection.
  int connection_timeout_secs = 0;  // 0: none
  int idle_timeout_secs = 0;        // 0: none
  int greeting_delay_secs = 0;
  std::string run_as_user;  // USER[:GROUP], names or numbers; empty: as started
  AuthLevel smtp_auth_level = AuthLevel::observe;
  TlsLevel tls_level = TlsLevel::smtp;
  BareNewline bare_newline = BareNewline::repair;
  // Why this session must not be served at all: the configuration asks for a protection (another
  // user, TLS from the first byte) that can't be given. The door answers 421 with it. Empty: serve.
  std::string refuse_session;

  // Filters.
  FilterLevel filter_level = FilterLevel::normal;
  int max_recipients = 0;  // 0: no limit
  unsigned reject_sender = 0;
  unsigned reject_recipient = 0;
  ListSource ip_blacklist, ip_whitelist;
  ListSource sender_blacklist, sender_whitelist;
  ListSource recipient_blacklist, recipient_whitelist;
  ListSource header_blacklist;

  // Relaying.
  RelayLevel relay_level = RelayLevel::normal;
  ListSource ip_relay;
  std::vector<std::string> rcpthosts_files = {"/var/qmail/control/rcpthosts"};
  std::vector<std::string> morercpthosts_files = {"/var/qmail/control/morercpthosts.cdb"};

  // Words and logs.
  std::string policy_url;
  // By Rejection; an empty string stands for the default text of kRejections.
  std::array<std::string, kRejectionCount> rejection_texts;
  log::Level log_level = log::Level::error;
  unsigned log_targets = log::kSyslog;
};

}  // namespace spamweir::config
