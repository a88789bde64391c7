// Rows: the words of each rejection. Their defaults are those of kRejections.
#pragma once

#include "config/option_makers.h"

namespace spamweir::config {

// What all these rows have in common.
template <Rejection kRejection>
constexpr Option rejection_text(std::string_view name, unsigned scope, std::string_view help,
                                std::string_view more_help) {
  return Option{.name = name,
                .kind = Kind::string,
                .placeholder = "TEXT",
                .scope = scope,
                .default_text = row_of(kRejection).text,
                .target = rejection_text_of<kRejection>,
                .help = help,
                .more_help = more_help};
}

inline constexpr Option kRejectionOptions[] = {
    rejection_text<Rejection::failed_auth>(
        "rejection-text-auth-failure", kFiles, "reply text when authentication fails",
        "Said with 535 when the user name or password is wrong."),
    rejection_text<Rejection::unknown_auth>(
        "rejection-text-auth-unknown", kFiles, "reply text for an unknown way to authenticate",
        "Said with 504 when the client asks for an AUTH mechanism that was not offered."),
    rejection_text<Rejection::rbl_match>(
        "rejection-text-dns-blacklist", kEverywhere, "reply text for an address on a DNS blacklist",
        "The zone's name follows, and the text that the zone gives, if any. Logged as "
        "DENIED_RBL_MATCH."),
    rejection_text<Rejection::earlytalker>(
        "rejection-text-earlytalker", kEverywhere, "reply text for talking before the greeting",
        "Said when greeting-delay-secs has caught a client. Logged as DENIED_EARLYTALKER."),
    rejection_text<Rejection::rdns_missing>(
        "rejection-text-empty-rdns", kEverywhere, "reply text for a missing rDNS name",
        "Said where reject-empty-rdns acts. Logged as DENIED_RDNS_MISSING."),
    rejection_text<Rejection::graylisted>(
        "rejection-text-graylist", kEverywhere, "reply text for graylisted mail",
        "Said when a pair of sender and recipient is new. Logged as DENIED_GRAYLISTED."),
    rejection_text<Rejection::header_blacklisted>(
        "rejection-text-header-blacklist", kFiles, "reply text for a blacklisted header line",
        "Said at the end of a message of which a header line is on the header blacklist. Logged as "
        "DENIED_HEADER_BLACKLISTED."),
    rejection_text<Rejection::blacklist_ip>(
        "rejection-text-ip-blacklist", kEverywhere, "reply text for a blacklisted address",
        "Said when the client's address is on the IP blacklist. Logged as DENIED_BLACKLIST_IP."),
    rejection_text<Rejection::ip_in_cc_rdns>(
        "rejection-text-ip-in-cc-rdns", kEverywhere,
        "reply text for an address in a country's rDNS name",
        "Said where reject-ip-in-cc-rdns acts. Logged as DENIED_IP_IN_CC_RDNS."),
    rejection_text<Rejection::ip_in_rdns>(
        "rejection-text-ip-in-rdns-keyword-blacklist", kEverywhere,
        "reply text for an address and a keyword in the rDNS name",
        "Said where an ip-in-rdns-keyword-blacklist option acts. Logged as DENIED_IP_IN_RDNS."),
    rejection_text<Rejection::unqualified_recipient>(
        "rejection-text-local-recipient", kEverywhere,
        "reply text for a recipient without a domain",
        "Said when a client that did not authenticate names a recipient without @ and domain. "
        "Logged as DENIED_UNQUALIFIED_RECIPIENT."),
    rejection_text<Rejection::too_many_recipients>(
        "rejection-text-max-recipients", kEverywhere, "reply text for too many recipients",
        "Said with 421 to each recipient beyond max-recipients. Logged as "
        "DENIED_TOO_MANY_RECIPIENTS."),
    rejection_text<Rejection::blacklist_name>(
        "rejection-text-rdns-blacklist", kEverywhere, "reply text for a blacklisted rDNS name",
        "Said where an rdns-blacklist option acts. Logged as DENIED_BLACKLIST_NAME."),
    rejection_text<Rejection::recipient_blacklisted>(
        "rejection-text-recipient-blacklist", kEverywhere, "reply text for a blacklisted recipient",
        "Said when the recipient is on the recipient blacklist. Logged as "
        "DENIED_RECIPIENT_BLACKLISTED."),
    rejection_text<Rejection::invalid_recipient>(
        "rejection-text-recipient-invalid", kEverywhere,
        "reply text for a recipient that does not exist",
        "Said where reject-recipient=invalid acts. Logged as DENIED_INVALID_RECIPIENT."),
    rejection_text<Rejection::identical_sender_recipient>(
        "rejection-text-recipient-same-as-sender", kEverywhere,
        "reply text for a recipient that is the sender",
        "Said where reject-recipient=same-as-sender acts. Logged as "
        "DENIED_IDENTICAL_SENDER_RECIPIENT."),
    rejection_text<Rejection::unavailable_recipient>(
        "rejection-text-recipient-unavailable", kEverywhere,
        "reply text for a recipient that can't take mail now",
        "Said where reject-recipient=unavailable acts. Logged as DENIED_UNAVAILABLE_RECIPIENT."),
    rejection_text<Rejection::reject_all>(
        "rejection-text-reject-all", kEverywhere, "reply text when all mail is refused",
        "Said where filter-level=reject-all acts. Logged as DENIED_REJECT_ALL."),
    rejection_text<Rejection::relaying>(
        "rejection-text-relaying-denied", kEverywhere, "reply text for a recipient elsewhere",
        "Said when the recipient's domain is not ours and the client may not relay. Logged as "
        "DENIED_RELAYING."),
    rejection_text<Rejection::rhsbl_match>(
        "rejection-text-rhs-blacklist", kEverywhere, "reply text for a domain on a DNS blacklist",
        "The zone's name follows, and the text that the zone gives, if any. Logged as "
        "DENIED_RHSBL_MATCH."),
    rejection_text<Rejection::sender_not_auth>(
        "rejection-text-sender-authentication-mismatch", kEverywhere,
        "reply text for a sender that is not the user",
        "Said where one of the authentication checks of reject-sender acts. Logged as "
        "DENIED_SENDER_NOT_AUTH."),
    rejection_text<Rejection::sender_blacklisted>(
        "rejection-text-sender-blacklist", kEverywhere, "reply text for a blacklisted sender",
        "Said when the sender is on the sender blacklist. Logged as DENIED_SENDER_BLACKLISTED."),
    rejection_text<Rejection::sender_no_mx>(
        "rejection-text-sender-no-mx", kEverywhere,
        "reply text for a sender that can't be answered",
        "Said where reject-sender=no-mx acts. Logged as DENIED_SENDER_NO_MX."),
    rejection_text<Rejection::sender_not_local>(
        "rejection-text-sender-not-local", kEverywhere, "reply text for a sender from elsewhere",
        "Said where reject-sender=not-local acts. Logged as DENIED_SENDER_NOT_LOCAL."),
    rejection_text<Rejection::auth_required>(
        "rejection-text-smtp-auth-required", kEverywhere,
        "reply text when authentication is required",
        "Said where filter-level=require-auth acts. Logged as DENIED_AUTH_REQUIRED."),
    rejection_text<Rejection::timeout>(
        "rejection-text-timeout", kFiles, "reply text for a client that is too slow",
        "Said with 421 when connection-timeout-secs or idle-timeout-secs is over. Logged as "
        "TIMEOUT."),
    rejection_text<Rejection::failed_tls>(
        "rejection-text-tls-failure", kFiles, "reply text when TLS can't be started",
        "Said with 454 where the handshake can't begin. Logged as FAILED_TLS."),
    rejection_text<Rejection::rdns_resolve>(
        "rejection-text-unresolvable-rdns", kEverywhere,
        "reply text for an rDNS name without address",
        "Said where reject-unresolvable-rdns acts. Logged as DENIED_RDNS_RESOLVE."),
    rejection_text<Rejection::zero_recipients>(
        "rejection-text-zero-recipients", kFiles, "reply text for a message without a recipient",
        "Said to DATA when no recipient was accepted. Each of them has its own line in the log."),
};

}  // namespace spamweir::config
