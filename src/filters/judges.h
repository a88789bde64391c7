// Every filter of the house. What each looks at stands in its file and in documentation/filters.md.
#pragma once

#include "filters/filter.h"

namespace spamweir::filters {

Opinion judge_filter_level(const Facts&, const config::Settings&);

Opinion judge_rdns_missing(const Facts&, const config::Settings&);
Opinion judge_ip_in_cc_rdns(const Facts&, const config::Settings&);
Opinion judge_rdns_whitelist(const Facts&, const config::Settings&);
Opinion judge_rdns_blacklist(const Facts&, const config::Settings&);
Opinion judge_ip_whitelist(const Facts&, const config::Settings&);
Opinion judge_ip_blacklist(const Facts&, const config::Settings&);
Opinion judge_ip_in_rdns_whitelist(const Facts&, const config::Settings&);
Opinion judge_ip_in_rdns_blacklist(const Facts&, const config::Settings&);
Opinion judge_rdns_unresolvable(const Facts&, const config::Settings&);
Opinion judge_dns_whitelist(const Facts&, const config::Settings&);
Opinion judge_rdns_rhs_whitelist(const Facts&, const config::Settings&);
Opinion judge_dns_blacklist(const Facts&, const config::Settings&);
Opinion judge_rdns_rhs_blacklist(const Facts&, const config::Settings&);
Opinion judge_early_talker(const Facts&, const config::Settings&);

Opinion judge_sender_whitelist(const Facts&, const config::Settings&);
Opinion judge_sender_rhs_whitelist(const Facts&, const config::Settings&);
Opinion judge_sender_blacklist(const Facts&, const config::Settings&);
Opinion judge_sender_rhs_blacklist(const Facts&, const config::Settings&);
Opinion judge_sender_no_mx(const Facts&, const config::Settings&);
Opinion judge_sender_not_local(const Facts&, const config::Settings&);
Opinion judge_sender_not_auth(const Facts&, const config::Settings&);
Opinion judge_sender_not_auth_domain(const Facts&, const config::Settings&);

Opinion judge_unqualified_recipient(const Facts&, const config::Settings&);
Opinion judge_relaying(const Facts&, const config::Settings&);
Opinion judge_recipient_whitelist(const Facts&, const config::Settings&);
Opinion judge_same_as_sender(const Facts&, const config::Settings&);
Opinion judge_recipient_blacklist(const Facts&, const config::Settings&);
Opinion judge_invalid_recipient(const Facts&, const config::Settings&);
Opinion judge_unavailable_recipient(const Facts&, const config::Settings&);
Opinion judge_graylist(const Facts&, const config::Settings&);
Opinion judge_max_recipients(const Facts&, const config::Settings&);

Opinion judge_header_blacklist(const Facts&, const config::Settings&);

}  // namespace spamweir::filters
