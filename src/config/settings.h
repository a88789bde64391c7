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
enum class AuthLevel { none, observe, ondemand, ondemand_encrypted, always, always_encrypted };
enum class TlsLevel { none, smtp, smtp_no_passthrough, smtps };
enum class BareNewline { repair, reject, lenient };
enum class DnsLevel { none, normal, aggressive };
enum class DnsSpoof { accept_all, accept_same_ip, accept_same_port, reject };
enum class DnsTcp { none, normal };
enum class GraylistLevel { none, always, always_create_dir, only, only_create_dir };
enum class GraylistKey { sender_recipient, client_sender_recipient, network_sender_recipient };

enum class ReportForm { text, json };

// Bits of reject-sender and reject-recipient.
enum RejectSender : unsigned { kNotLocal = 1, kNoMx = 2, kNotUser = 4, kNotUserDomain = 8 };
enum RejectRecipient : unsigned { kSameAsSender = 1, kInvalid = 2, kUnavailable = 4 };

// Where an entry stands in the configuration; without `file`, on the command line. All entries of a
// file share its name.
struct Origin {
  std::shared_ptr<const std::string> file;
  size_t line = 0;
};

// A list that an administrator keeps: entries in the configuration, files with an entry a line, and
// directory trees of names.
struct ListSource {
  std::vector<std::string> entries;
  std::vector<std::string> files;
  std::vector<std::string> directories = {};
  // For messages. Of each entry, in the order of `entries`; empty where the list comes from no
  // configuration, as the names of the options are.
  std::vector<Origin> origins = {};
  std::string_view entry_option = {};
  std::string_view file_option = {};
  std::string_view directory_option = {};
  bool empty() const { return entries.empty() && files.empty() && directories.empty(); }
};

// Record types to ask for, as bits. CNAMEs are followed in any case; kCname asks for them by name.
enum QueryTypes : unsigned { kA = 1, kAaaa = 2, kCname = 4, kMx = 8, kPtr = 16, kTxt = 32 };

// How DNS is asked.
struct DnsSettings {
  DnsLevel level = DnsLevel::aggressive;
  DnsSpoof spoof = DnsSpoof::reject;
  DnsTcp tcp = DnsTcp::normal;
  int timeout_secs = 30;    // for a question, all its tries together
  int retries_primary = 1;  // tries at the primary servers before the others are asked
  int retries_total = 3;    // times that a question is repeated
  // ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT. When both are empty, resolv_conf_files say whom to
  // ask.
  std::vector<std::string> primary_servers;
  std::vector<std::string> servers;
  std::vector<std::string> resolv_conf_files = {"/etc/resolv.conf"};
  // 0: the default of the option's row, which asks for what helps in the order that costs least.
  unsigned types_a = 0, types_mx = 0, types_ptr = 0, types_rbl = 0;
};

// Who has to try again later, and where that is remembered.
struct GraylistSettings {
  GraylistLevel level = GraylistLevel::none;
  std::vector<std::string> directories;
  int min_secs = 0;  // that a new entry waits
  int max_secs = 0;  // since its last use, after which an entry begins anew; 0: never
  GraylistKey key = GraylistKey::sender_recipient;
  // How much of an address names a client's network.
  int network_bits_v4 = 24, network_bits_v6 = 64;
  int known_client_secs = 0;  // that a network which passed needs no waiting; 0: it always does
  bool fold_sender = false;   // senders that change with each message share an entry

  friend bool operator==(const GraylistSettings&, const GraylistSettings&) = default;

  // Whether the directory of a recipient's domain is made where it is missing.
  bool creates_directories() const {
    return level == GraylistLevel::always_create_dir || level == GraylistLevel::only_create_dir;
  }
};

// Where the name of this host comes from: the first of the three that says one.
struct HostNameSettings {
  std::string name;
  std::string command;  // prints it, as os::split_command() takes it
  std::string file = "/var/qmail/control/me";
};

// SMTP AUTH, where the filter does it.
struct AuthSettings {
  // checkpassword programs with their arguments, as os::split_command() takes them.
  std::vector<std::string> commands;
  bool require_tls = false;    // AUTH is neither offered nor taken in clear
  int max_failures = 3;        // of a connection, which then ends; 0: no limit
  int failure_delay_secs = 1;  // before the first failure is answered; each further one doubles it
};

// Bits of tls-protocols.
enum TlsProtocols : unsigned { kTls10 = 1, kTls11 = 2, kTls12 = 4, kTls13 = 8 };

// What TLS shows and takes. Without a certificate file there is no TLS of our own.
struct TlsSettings {
  std::vector<std::string> certificate_files;
  std::vector<std::string> key_files;  // empty: the keys are in the certificate files
  std::string key_password;
  std::string key_password_file;  // comes before key_password
  std::string certificate_directory;
  std::string dh_parameters_file;
  std::string ticket_key_file;
  unsigned protocols = kTls12 | kTls13;
  std::string cipher_list = "DEFAULT";  // up to TLS 1.2
  std::string cipher_suites;            // TLS 1.3; empty: OpenSSL's
  bool asks_client_certificate = false;
};

// Bits of config-dir-search: of which kinds every fitting file is read, not the nearest alone.
enum ConfigDirSearch : unsigned { kAllIp = 1, kAllRdns = 2, kAllSender = 4, kAllRecipient = 8 };

struct Settings {
  // The connection.
  int connection_timeout_secs = 0;  // 0: none
  int idle_timeout_secs = 0;        // 0: none
  int greeting_delay_secs = 0;
  std::string run_as_user;  // USER[:GROUP], names or numbers; empty: as started
  AuthLevel smtp_auth_level = AuthLevel::observe;
  AuthSettings auth;
  TlsLevel tls_level = TlsLevel::smtp;
  // TLS from the first byte is the server's, behind the filter (SMTPS in the environment): nothing
  // can be read.
  bool server_speaks_smtps = false;
  BareNewline bare_newline = BareNewline::repair;
  // Why this session must not be served at all: the configuration asks for a protection (another
  // user, TLS from the first byte) that can't be given. The door answers 421 with it. Empty: serve.
  std::string refuse_session;

  // Filters.
  FilterLevel filter_level = FilterLevel::normal;
  int max_recipients = 0;  // 0: no limit
  unsigned reject_sender = 0;
  unsigned reject_recipient = 0;
  unsigned tested_rejections = 0;  // bits by Rejection (bit_of): only logged, never said
  ListSource ip_blacklist, ip_whitelist;
  ListSource sender_blacklist, sender_whitelist;
  ListSource recipient_blacklist, recipient_whitelist;
  // Programs that know whether a recipient exists, as os::split_command() takes them.
  std::vector<std::string> recipient_validation_commands;
  ListSource header_blacklist;
  ListSource rdns_blacklist, rdns_whitelist;
  ListSource ip_in_rdns_blacklist, ip_in_rdns_whitelist;  // keywords
  ListSource dns_blacklist, dns_whitelist;                // zones of addresses
  ListSource rhs_blacklist, rhs_whitelist;                // zones of names
  bool reject_empty_rdns = false;
  bool reject_unresolvable_rdns = false;
  bool reject_ip_in_cc_rdns = false;

  DnsSettings dns;
  TlsSettings tls;
  HostNameSettings host_name;

  // Graylisting.
  GraylistSettings graylist;
  ListSource graylist_exception_ip, graylist_exception_rdns;

  // Relaying.
  RelayLevel relay_level = RelayLevel::normal;
  ListSource ip_relay, rdns_relay;
  std::vector<std::string> rcpthosts_files = {"/var/qmail/control/rcpthosts"};
  std::vector<std::string> morercpthosts_files = {"/var/qmail/control/morercpthosts.cdb"};

  // Settings for single clients, senders and recipients.
  std::vector<std::string> config_dirs;
  unsigned config_dir_search = 0;

  // Words and logs.
  std::string policy_url;
  // By Rejection; an empty string stands for the default text of kRejections.
  std::array<std::string, kRejectionCount> rejection_texts;
  // The configured or the default one.
  std::string_view text_of(Rejection rejection) const {
    const std::string& own = rejection_texts[static_cast<size_t>(rejection)];
    return own.empty() ? row_of(rejection).text : std::string_view(own);
  }
  ReportForm config_test_form = ReportForm::text;  // of what --config-test finds
  std::string config_test_username, config_test_password;
  log::Level log_level = log::Level::error;
  unsigned log_targets = log::kSyslog;
  std::string full_log_dir;  // empty: no session is recorded
  log::Format log_format = log::Format::classic;
  std::vector<std::string> log_headers;  // names of header fields; of a JSON log
};

}  // namespace spamweir::config
