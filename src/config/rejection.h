// The closed set of what the filter says to a client, one row each: the code in the log, the SMTP
// reply code, the text and whether policy-url follows it. The names and figures are an interface:
// log analysers and administrators know them.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace spamweir::config {

enum class Rejection {
  unparseable,
  too_many_recipients,
  unqualified_recipient,
  graylisted,
  rdns_missing,
  rdns_resolve,
  ip_in_cc_rdns,
  ip_in_rdns,
  earlytalker,
  blacklist_name,
  blacklist_ip,
  timeout,
  sender_blacklisted,
  recipient_blacklisted,
  sender_no_mx,
  rbl_match,
  rhsbl_match,
  failed_auth,
  unknown_auth,
  relaying,
  zero_recipients,
  auth_required,
  reject_all,
  identical_sender_recipient,
  header_blacklisted,
  invalid_recipient,
  unavailable_recipient,
  sender_not_local,
  sender_not_auth,
  failed_tls,
  bare_newline,
};

struct RejectionRow {
  Rejection rejection;
  std::string_view log_code;
  int reply_code;
  std::string_view text;  // the default; an option may change it
  bool policy_url;        // " See: URL#LOG_CODE" follows
};

// In the order of the enumeration.
inline constexpr std::array kRejections = {
    RejectionRow{Rejection::unparseable, "DENIED_UNPARSEABLE", 554,
                 "Unable to parse input. Please verify input format is correct.", false},
    RejectionRow{Rejection::too_many_recipients, "DENIED_TOO_MANY_RECIPIENTS", 421,
                 "Too many recipients. Try the remaining addresses again later.", true},
    RejectionRow{Rejection::unqualified_recipient, "DENIED_UNQUALIFIED_RECIPIENT", 554,
                 "Improper recipient address. Try supplying a domain name.", true},
    RejectionRow{Rejection::graylisted, "DENIED_GRAYLISTED", 421,
                 "Your address has been graylisted. Try again later.", true},
    RejectionRow{Rejection::rdns_missing, "DENIED_RDNS_MISSING", 421,
                 "Refused. You have no reverse DNS entry.", true},
    RejectionRow{Rejection::rdns_resolve, "DENIED_RDNS_RESOLVE", 421,
                 "Refused. Your reverse DNS entry does not resolve.", true},
    RejectionRow{Rejection::ip_in_cc_rdns, "DENIED_IP_IN_CC_RDNS", 554,
                 "Refused. Your reverse DNS entry contains your IP address and a country code.",
                 true},
    RejectionRow{Rejection::ip_in_rdns, "DENIED_IP_IN_RDNS", 554,
                 "Refused. Your reverse DNS entry contains your IP address and a banned keyword.",
                 true},
    RejectionRow{Rejection::earlytalker, "DENIED_EARLYTALKER", 554,
                 "Refused. You are not following the SMTP protocol.", true},
    RejectionRow{Rejection::blacklist_name, "DENIED_BLACKLIST_NAME", 554,
                 "Refused. Your domain name is blacklisted.", true},
    RejectionRow{Rejection::blacklist_ip, "DENIED_BLACKLIST_IP", 554,
                 "Refused. Your IP address is blacklisted.", true},
    RejectionRow{Rejection::timeout, "TIMEOUT", 421, "Timeout. Talk faster next time.", true},
    RejectionRow{Rejection::sender_blacklisted, "DENIED_SENDER_BLACKLISTED", 554,
                 "Refused. Your sender address has been blacklisted.", true},
    RejectionRow{Rejection::recipient_blacklisted, "DENIED_RECIPIENT_BLACKLISTED", 554,
                 "Refused. Mail is not being accepted at this address.", true},
    RejectionRow{Rejection::sender_no_mx, "DENIED_SENDER_NO_MX", 421,
                 "Refused. The domain of your sender address has no mail exchanger (MX).", true},
    RejectionRow{Rejection::rbl_match, "DENIED_RBL_MATCH", 554,
                 "Refused. Your IP address is listed in the RBL at ", true},
    RejectionRow{Rejection::rhsbl_match, "DENIED_RHSBL_MATCH", 554,
                 "Refused. Your domain name is listed in the RHSBL at ", true},
    RejectionRow{Rejection::failed_auth, "FAILED_AUTH", 535, "Refused. Authentication failed.",
                 false},
    RejectionRow{Rejection::unknown_auth, "UNKNOWN_AUTH", 504,
                 "Refused. Unknown authentication method.", false},
    RejectionRow{Rejection::relaying, "DENIED_RELAYING", 554,
                 "Refused. Sending to remote addresses (relaying) is not allowed.", true},
    RejectionRow{Rejection::zero_recipients, "DENIED_ZERO_RECIPIENTS", 554,
                 "Refused. You must specify at least one valid recipient.", false},
    RejectionRow{Rejection::auth_required, "DENIED_AUTH_REQUIRED", 554,
                 "Refused. Authentication is required to send mail.", true},
    RejectionRow{Rejection::reject_all, "DENIED_REJECT_ALL", 554,
                 "Refused. Mail is not being accepted.", true},
    RejectionRow{Rejection::identical_sender_recipient, "DENIED_IDENTICAL_SENDER_RECIPIENT", 554,
                 "Refused. Identical sender and recipient addresses are not allowed.", true},
    RejectionRow{Rejection::header_blacklisted, "DENIED_HEADER_BLACKLISTED", 554,
                 "Refused. Your message has been blocked due to its content.", true},
    RejectionRow{Rejection::invalid_recipient, "DENIED_INVALID_RECIPIENT", 554,
                 "Refused. The recipient address does not exist.", true},
    RejectionRow{Rejection::unavailable_recipient, "DENIED_UNAVAILABLE_RECIPIENT", 554,
                 "Refused. The recipient is not accepting mail right now.", true},
    RejectionRow{Rejection::sender_not_local, "DENIED_SENDER_NOT_LOCAL", 554,
                 "Refused. Mail for your sender domain is not hosted here.", true},
    RejectionRow{Rejection::sender_not_auth, "DENIED_SENDER_NOT_AUTH", 554,
                 "Refused. Your sender address does not match your authentication username.", true},
    RejectionRow{Rejection::failed_tls, "FAILED_TLS", 454, "Failed to negotiate TLS connection.",
                 false},
    RejectionRow{Rejection::bare_newline, "DENIED_BARE_NEWLINE", 554,
                 "Refused. A line of your message does not end with CRLF (RFC 5321 2.3.8).", true},
};
inline constexpr size_t kRejectionCount = kRejections.size();

// For sets of them.
constexpr unsigned bit_of(Rejection rejection) {
  static_assert(kRejectionCount <= 32);
  return 1U << static_cast<unsigned>(rejection);
}

constexpr const RejectionRow& row_of(Rejection rejection) {
  return kRejections[static_cast<size_t>(rejection)];
}

}  // namespace spamweir::config
