#include "filters/filter.h"

#include "filters/judges.h"

namespace spamweir::filters {
namespace {

// Authentication and whitelists do not beat filter-level=reject-all; require-auth, relaying and
// what compares senders with user names look at authentication themselves.
constexpr Filter kOrder[] = {
    {.name = "filter-level",
     .stage = Stage::connection,
     .judge = judge_filter_level,
     .spared_by_whitelist = false,
     .spared_by_authentication = false},
    {.name = "empty-rdns", .stage = Stage::connection, .judge = judge_rdns_missing},
    {.name = "ip-in-cc-rdns", .stage = Stage::connection, .judge = judge_ip_in_cc_rdns},
    {.name = "rdns-whitelist",
     .stage = Stage::connection,
     .judge = judge_rdns_whitelist,
     .is_whitelist = true},
    {.name = "rdns-blacklist", .stage = Stage::connection, .judge = judge_rdns_blacklist},
    {.name = "ip-whitelist",
     .stage = Stage::connection,
     .judge = judge_ip_whitelist,
     .is_whitelist = true},
    {.name = "ip-blacklist", .stage = Stage::connection, .judge = judge_ip_blacklist},
    {.name = "ip-in-rdns-keyword-whitelist",
     .stage = Stage::connection,
     .judge = judge_ip_in_rdns_whitelist,
     .is_whitelist = true},
    {.name = "ip-in-rdns-keyword-blacklist",
     .stage = Stage::connection,
     .judge = judge_ip_in_rdns_blacklist},
    {.name = "unresolvable-rdns", .stage = Stage::connection, .judge = judge_rdns_unresolvable},
    {.name = "dns-whitelist",
     .stage = Stage::connection,
     .judge = judge_dns_whitelist,
     .is_whitelist = true},
    {.name = "rhs-whitelist",
     .stage = Stage::connection,
     .judge = judge_rdns_rhs_whitelist,
     .is_whitelist = true},
    {.name = "dns-blacklist", .stage = Stage::connection, .judge = judge_dns_blacklist},
    {.name = "rhs-blacklist", .stage = Stage::connection, .judge = judge_rdns_rhs_blacklist},
    {.name = "earlytalker", .stage = Stage::connection, .judge = judge_early_talker},
    {.name = "sender-whitelist",
     .stage = Stage::sender,
     .judge = judge_sender_whitelist,
     .is_whitelist = true},
    {.name = "rhs-whitelist",
     .stage = Stage::sender,
     .judge = judge_sender_rhs_whitelist,
     .is_whitelist = true},
    {.name = "sender-blacklist", .stage = Stage::sender, .judge = judge_sender_blacklist},
    {.name = "rhs-blacklist", .stage = Stage::sender, .judge = judge_sender_rhs_blacklist},
    {.name = "sender-no-mx", .stage = Stage::sender, .judge = judge_sender_no_mx},
    {.name = "sender-not-local", .stage = Stage::sender, .judge = judge_sender_not_local},
    {.name = "sender-authentication-mismatch",
     .stage = Stage::sender,
     .judge = judge_sender_not_auth,
     .spared_by_authentication = false},
    {.name = "sender-authentication-domain-mismatch",
     .stage = Stage::sender,
     .judge = judge_sender_not_auth_domain,
     .spared_by_authentication = false},
    {.name = "local-recipient",
     .stage = Stage::recipient,
     .judge = judge_unqualified_recipient,
     .spared_by_whitelist = false},
    {.name = "relaying",
     .stage = Stage::recipient,
     .judge = judge_relaying,
     .spared_by_whitelist = false,
     .spared_by_authentication = false},
    {.name = "recipient-whitelist",
     .stage = Stage::recipient,
     .judge = judge_recipient_whitelist,
     .is_whitelist = true},
    {.name = "recipient-same-as-sender", .stage = Stage::recipient, .judge = judge_same_as_sender},
    {.name = "recipient-blacklist", .stage = Stage::recipient, .judge = judge_recipient_blacklist},
    {.name = "recipient-invalid", .stage = Stage::recipient, .judge = judge_invalid_recipient},
    {.name = "recipient-unavailable",
     .stage = Stage::recipient,
     .judge = judge_unavailable_recipient},
    {.name = "graylist", .stage = Stage::recipient, .judge = judge_graylist},
    {.name = "max-recipients", .stage = Stage::recipient, .judge = judge_max_recipients},
    {.name = "header-blacklist", .stage = Stage::header, .judge = judge_header_blacklist},
};

}  // namespace

Opinion Opinion::wait(FactId fact) {
  Opinion opinion;
  opinion.kind = Kind::wait;
  opinion.wanted = fact;
  return opinion;
}

Opinion Opinion::allow(std::string log_line) {
  Opinion opinion;
  opinion.kind = Kind::allow;
  opinion.log_line = std::move(log_line);
  return opinion;
}

Opinion Opinion::reject(config::Rejection rejection, std::string log_line, std::string reason) {
  Opinion opinion;
  opinion.kind = Kind::reject;
  opinion.rejection = rejection;
  opinion.log_line = std::move(log_line);
  opinion.reason = std::move(reason);
  return opinion;
}

std::span<const Filter> filters_in_order() { return kOrder; }

}  // namespace spamweir::filters
