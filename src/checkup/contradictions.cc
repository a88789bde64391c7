#include "checkup/contradictions.h"

#include <algorithm>

#include "base/text.h"
#include "lists/ip_list.h"

namespace spamweir::checkup {
namespace {

using config::AuthLevel;
using config::DnsLevel;
using config::FilterLevel;
using config::GraylistLevel;
using config::RelayLevel;
using config::Settings;
using config::TlsLevel;

// What the conditions look at.
struct Situation {
  const Examination& examination;
  const Settings& settings;

  bool gives(std::string_view option) const { return is_given(examination, option); }
  bool gives_any(std::initializer_list<std::string_view> options) const {
    return std::any_of(options.begin(), options.end(), [this](auto name) { return gives(name); });
  }
  // Files of a config-dir may use what nothing else uses.
  bool has_config_dirs() const { return !settings.config_dirs.empty(); }
};

bool filter_does_auth(const Situation& s) {
  return s.settings.smtp_auth_level >= AuthLevel::ondemand;
}

bool has_certificate(const Situation& s) { return !s.settings.tls.certificate_files.empty(); }

bool has_filters(const Settings& s) {
  return needs_dns(s) || s.reject_sender != 0 || s.reject_recipient != 0 ||
         !s.ip_blacklist.empty() || !s.sender_blacklist.empty() || !s.recipient_blacklist.empty() ||
         !s.header_blacklist.empty() || s.graylist.level != GraylistLevel::none ||
         s.greeting_delay_secs > 0 || s.max_recipients > 0 || s.filter_level != FilterLevel::normal;
}

bool graylists(const Situation& s) { return s.settings.graylist.level != GraylistLevel::none; }

bool graylists_exceptions_only(const Situation& s) {
  return s.settings.graylist.level == GraylistLevel::only ||
         s.settings.graylist.level == GraylistLevel::only_create_dir;
}

bool has_graylist_exceptions(const Situation& s) {
  return !s.settings.graylist_exception_ip.empty() || !s.settings.graylist_exception_rdns.empty();
}

bool has_values(const Situation& s, std::string_view option) {
  const config::Option* row = config::find_option(option);
  Examination copy = s.examination;
  return row != nullptr && !in_effect(copy, *row).empty();
}

bool validates_recipients(const Situation& s) {
  return (s.settings.reject_recipient & (config::kInvalid | config::kUnavailable)) != 0;
}

bool matches_everything(const config::ListSource& source) {
  // Addresses that have nothing in common.
  constexpr uint32_t kAddresses[] = {0x01020304, 0x5d001a19, 0xc8c8c8c8};
  log::Log quiet({}, log::Level::none, 0);
  return !source.empty() &&
         std::all_of(std::begin(kAddresses), std::end(kAddresses), [&](uint32_t address) {
           return lists::find_ip(IpAddress::v4(address), source, quiet).has_value();
         });
}

bool is_shorter(int limit_secs, int secs) { return limit_secs > 0 && limit_secs <= secs; }

// Whether an error keeps an option's value from counting (config::Guard).
bool is_shut(Examination& examination, std::string_view option) {
  const config::Option& row = *config::find_option(option);
  const auto* choice = std::get_if<config::Choice>(&row.target);
  Settings defaults;
  int wanted = choice->get(defaults);
  for (const config::Given* given : in_effect(examination, row)) {
    for (const config::Name& name : row.names) {
      if (equals_ignoring_case(name.text, given->value)) wanted = name.value;
    }
  }
  return choice->get(examination.settings) != wanted;
}

struct Contradiction {
  Level level;
  std::string_view option;  // to be named
  bool (*holds)(const Situation& s);
  std::string_view text;
  std::string_view remedy;
};

constexpr Contradiction kContradictions[] = {
    // Authentication.
    {Level::error, "smtp-auth-level",
     [](const Situation& s) { return filter_does_auth(s) && s.settings.auth.commands.empty(); },
     "The filter is to check passwords, and no command is given that could",
     "give smtp-auth-command, or set smtp-auth-level=observe"},
    {Level::warning, "smtp-auth-command",
     [](const Situation& s) { return !filter_does_auth(s) && !s.settings.auth.commands.empty(); },
     "smtp-auth-level lets the filter check no password, so the command is never run",
     "set smtp-auth-level=ondemand or always, or take it out"},
    {Level::warning, "smtp-auth-require-tls",
     [](const Situation& s) {
       return s.settings.auth.require_tls && s.settings.smtp_auth_level != AuthLevel::none &&
              (!has_certificate(s) || s.settings.tls_level == TlsLevel::none);
     },
     "The filter does no TLS, so nobody can authenticate",
     "give tls-certificate-file and a tls-level, or take it out"},
    {Level::error, "filter-level",
     [](const Situation& s) {
       return s.settings.filter_level == FilterLevel::require_auth &&
              s.settings.smtp_auth_level == AuthLevel::none;
     },
     "Only who authenticates may send, and nobody can", "set an smtp-auth-level"},
    {Level::warning, "reject-sender",
     [](const Situation& s) {
       return (s.settings.reject_sender & (config::kNotUser | config::kNotUserDomain)) != 0 &&
              s.settings.smtp_auth_level == AuthLevel::none;
     },
     "Senders are compared with users, and nobody can authenticate", "set an smtp-auth-level"},
    {Level::warning, "config-test-smtpauth-username",
     [](const Situation& s) {
       return s.gives("config-test-smtpauth-username") != s.gives("config-test-smtpauth-password");
     },
     "User name and password are needed together, so authentication is not tried",
     "give config-test-smtpauth-username and config-test-smtpauth-password"},
    // TLS.
    {Level::error, "tls-level",
     [](const Situation& s) {
       return s.settings.tls_level == TlsLevel::smtps && !has_certificate(s);
     },
     "TLS from the first byte needs a certificate, and none is given", "give tls-certificate-file"},
    {Level::warning, "tls-certificate-file",
     [](const Situation& s) {
       return s.settings.tls_level == TlsLevel::none && has_certificate(s);
     },
     "With tls-level=none nothing is encrypted", "set tls-level=smtp, or take the certificate out"},
    {Level::warning, "tls-certificate-file",
     [](const Situation& s) {
       return !has_certificate(s) && s.settings.tls_level != TlsLevel::smtps &&
              s.gives_any({"tls-privatekey-file", "tls-privatekey-password",
                           "tls-privatekey-password-file", "tls-certificate-dir",
                           "tls-dhparams-file", "tls-ticket-key-file", "tls-protocols",
                           "tls-cipher-list", "tls-cipher-suites"});
     },
     "Other options of TLS are given, and no certificate, so the filter does no TLS",
     "give tls-certificate-file, or take the others out"},
    {Level::warning, "tls-privatekey-password",
     [](const Situation& s) {
       return !s.settings.tls.key_password.empty() && !s.settings.tls.key_password_file.empty();
     },
     "tls-privatekey-password-file is given too, and its password is the one that is used",
     "take one of them out"},
    // Graylisting.
    {Level::error, "graylist-level",
     [](const Situation& s) { return graylists(s) && s.settings.graylist.directories.empty(); },
     "There is no directory to remember senders in, so nothing is graylisted",
     "give graylist-dir, or set graylist-level=none"},
    {Level::warning, "graylist-dir",
     [](const Situation& s) {
       return !graylists(s) && !s.settings.graylist.directories.empty() && !s.has_config_dirs();
     },
     "With graylist-level=none nothing is graylisted", "set graylist-level, or take it out"},
    {Level::warning, "graylist-exception-ip-entry",
     [](const Situation& s) {
       return !graylists(s) && has_graylist_exceptions(s) && !s.has_config_dirs();
     },
     "There are exceptions from graylisting, and nothing is graylisted",
     "set graylist-level, or take the graylist-exception options out"},
    {Level::warning, "graylist-level",
     [](const Situation& s) {
       return graylists_exceptions_only(s) && !has_graylist_exceptions(s) && !s.has_config_dirs();
     },
     "Only exceptions are graylisted, and there are none, so nothing is",
     "give graylist-exception options, or set graylist-level=always"},
    {Level::error, "graylist-max-secs",
     [](const Situation& s) {
       return graylists(s) &&
              is_shorter(s.settings.graylist.max_secs, s.settings.graylist.min_secs);
     },
     "An entry expires before it may pass, so mail of new senders never comes through",
     "make it larger than graylist-min-secs by days"},
    {Level::warning, "graylist-min-secs",
     [](const Situation& s) { return graylists(s) && s.settings.graylist.min_secs == 0; },
     "The second try passes however soon it comes, so graylisting stops next to nothing",
     "set it to 300 or so"},
    // Relaying.
    {Level::warning, "relay-level",
     [](const Situation& s) { return s.settings.relay_level == RelayLevel::allow_all; },
     "Everybody may send to any domain: where strangers can reach this host it is an open relay",
     "set relay-level=normal"},
    {Level::warning, "relay-level",
     [](const Situation& s) {
       return s.settings.relay_level == RelayLevel::block_all &&
              (!s.settings.ip_relay.empty() || !s.settings.rdns_relay.empty());
     },
     "With block-all the ip-relay and rdns-relay options let nobody relay",
     "set relay-level=normal, or take them out"},
    {Level::warning, "ip-relay-entry",
     [](const Situation& s) { return matches_everything(s.settings.ip_relay); },
     "The list has every address, so this host is an open relay", "name your own networks only"},
    {Level::warning, "ip-whitelist-entry",
     [](const Situation& s) { return matches_everything(s.settings.ip_whitelist); },
     "The list has every address, so next to no filter acts", "name single networks only"},
    {Level::warning, "ip-blacklist-entry",
     [](const Situation& s) { return matches_everything(s.settings.ip_blacklist); },
     "The list has every address, so no mail comes in", "name single networks only"},
    // Times.
    {Level::error, "greeting-delay-secs",
     [](const Situation& s) {
       return is_shorter(s.settings.connection_timeout_secs, s.settings.greeting_delay_secs);
     },
     "The greeting is held longer than connection-timeout-secs lets a connection last",
     "make it shorter than that"},
    {Level::warning, "idle-timeout-secs",
     [](const Situation& s) {
       return s.settings.idle_timeout_secs > 0 &&
              is_shorter(s.settings.connection_timeout_secs, s.settings.idle_timeout_secs);
     },
     "connection-timeout-secs ends a connection before this can",
     "make it shorter than connection-timeout-secs"},
    // DNS.
    {Level::warning, "dns-level",
     [](const Situation& s) {
       return s.settings.dns.level == DnsLevel::none && needs_dns(s.settings);
     },
     "No name server is asked, so filters and exceptions that need DNS do nothing",
     "set dns-level=aggressive, or take these out"},
    {Level::warning, "dns-resolv-conf",
     [](const Situation& s) {
       const bool has_servers =
           !s.settings.dns.servers.empty() || !s.settings.dns.primary_servers.empty();
       return has_servers && has_values(s, "dns-resolv-conf");
     },
     "The servers that the dns-server-ip options name are asked and no others",
     "take one of them out"},
    {Level::warning, "dns-max-retries-primary",
     [](const Situation& s) {
       return s.settings.dns.retries_primary > s.settings.dns.retries_total;
     },
     "It is more than dns-max-retries-total, so other servers are never asked",
     "make it smaller than dns-max-retries-total"},
    // Configuration directories.
    {Level::warning, "config-dir-search",
     [](const Situation& s) { return s.gives("config-dir-search") && !s.has_config_dirs(); },
     "There is no directory to search", "give config-dir, or take it out"},
    // Recipients.
    {Level::error, "reject-recipient",
     [](const Situation& s) {
       return validates_recipients(s) && s.settings.recipient_validation_commands.empty();
     },
     "Recipients are to be validated, and no command is given that could",
     "give recipient-validation-command"},
    {Level::warning, "recipient-validation-command",
     [](const Situation& s) {
       return !s.settings.recipient_validation_commands.empty() && !validates_recipients(s) &&
              !s.has_config_dirs();
     },
     "reject-recipient names neither invalid nor unavailable, so it is never run",
     "set reject-recipient=invalid, or take it out"},
    // The whole.
    {Level::warning, "filter-level",
     [](const Situation& s) { return s.settings.filter_level == FilterLevel::reject_all; },
     "All mail is refused", "set filter-level=normal"},
    {Level::info, "filter-level",
     [](const Situation& s) {
       return s.settings.filter_level == FilterLevel::allow_all && !s.has_config_dirs();
     },
     "All filters are switched off but those against relaying and unqualified recipients",
     "set filter-level=normal to have them act"},
    {Level::warning, "policy-url",
     [](const Situation& s) {
       return s.gives("policy-url") && !has_filters(s.settings) && !s.has_config_dirs();
     },
     "No filter is configured, so hardly any reply has it", "configure filters, or take it out"},
    {Level::warning, "log-target",
     [](const Situation& s) {
       return s.settings.log_targets == 0 || s.settings.log_level == log::Level::none;
     },
     "Nothing is logged, not even errors", "set log-target=syslog and log-level=info"},
};

}  // namespace

void check_contradictions(Examination& examination) {
  for (const std::string_view option : {"relay-level", "smtp-auth-level", "tls-level"}) {
    if (!is_shut(examination, option)) continue;
    return examination.report.add(
        {Level::info, option,
         "It does not count because of the errors above, so options are not compared",
         "correct the errors and test again"});
  }
  const Situation situation{examination, examination.settings};
  for (const Contradiction& row : kContradictions) {
    if (!row.holds(situation)) continue;
    examination.report.add({row.level, row.option, std::string(row.text), std::string(row.remedy)});
  }
}

}  // namespace spamweir::checkup
