#include "filters/filter.h"

#include "filters/judges.h"

namespace spamweir::filters {
namespace {

// Authentication and whitelists do not beat filter-level=reject-all; require-auth, relaying and
// what compares senders with user names look at authentication themselves.
constexpr Filter kOrder[] = {
    {.stage = Stage::connection,
     .judge = judge_filter_level,
     .spared_by_whitelist = false,
     .spared_by_authentication = false},
    {.stage = Stage::connection, .judge = judge_rdns_missing},
    {.stage = Stage::connection, .judge = judge_ip_in_cc_rdns},
    {.stage = Stage::connection, .judge = judge_rdns_whitelist, .is_whitelist = true},
    {.stage = Stage::connection, .judge = judge_rdns_blacklist},
    {.stage = Stage::connection, .judge = judge_ip_whitelist, .is_whitelist = true},
    {.stage = Stage::connection, .judge = judge_ip_blacklist},
    {.stage = Stage::connection, .judge = judge_ip_in_rdns_whitelist, .is_whitelist = true},
    {.stage = Stage::connection, .judge = judge_ip_in_rdns_blacklist},
    {.stage = Stage::connection, .judge = judge_rdns_unresolvable},
    {.stage = Stage::connection, .judge = judge_dns_whitelist, .is_whitelist = true},
    {.stage = Stage::connection, .judge = judge_rdns_rhs_whitelist, .is_whitelist = true},
    {.stage = Stage::connection, .judge = judge_dns_blacklist},
    {.stage = Stage::connection, .judge = judge_rdns_rhs_blacklist},
    {.stage = Stage::connection, .judge = judge_early_talker},
    {.stage = Stage::sender, .judge = judge_sender_whitelist, .is_whitelist = true},
    {.stage = Stage::sender, .judge = judge_sender_rhs_whitelist, .is_whitelist = true},
    {.stage = Stage::sender, .judge = judge_sender_blacklist},
    {.stage = Stage::sender, .judge = judge_sender_rhs_blacklist},
    {.stage = Stage::sender, .judge = judge_sender_no_mx},
    {.stage = Stage::sender, .judge = judge_sender_not_local},
    {.stage = Stage::sender, .judge = judge_sender_not_auth, .spared_by_authentication = false},
    {.stage = Stage::sender,
     .judge = judge_sender_not_auth_domain,
     .spared_by_authentication = false},
    {.stage = Stage::recipient, .judge = judge_unqualified_recipient, .spared_by_whitelist = false},
    {.stage = Stage::recipient,
     .judge = judge_relaying,
     .spared_by_whitelist = false,
     .spared_by_authentication = false},
    {.stage = Stage::recipient, .judge = judge_recipient_whitelist, .is_whitelist = true},
    {.stage = Stage::recipient, .judge = judge_same_as_sender},
    {.stage = Stage::recipient, .judge = judge_recipient_blacklist},
    {.stage = Stage::recipient, .judge = judge_graylist},
    {.stage = Stage::recipient, .judge = judge_max_recipients},
    {.stage = Stage::header, .judge = judge_header_blacklist},
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
