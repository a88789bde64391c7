// What filters look at, in words, and the names that they ask DNS for.
#pragma once

#include <string>
#include <vector>

#include "config/settings.h"
#include "filters/facts.h"

namespace spamweir::explain {

using filters::Facts;

std::string client_address(const Facts& facts, const config::Settings&);
std::string rdns_name(const Facts& facts, const config::Settings&);
std::string address_in_rdns(const Facts& facts, const config::Settings&);
std::string early_talk(const Facts& facts, const config::Settings&);
std::string authentication(const Facts& facts, const config::Settings&);
std::string sender(const Facts& facts, const config::Settings&);
std::string sender_domain(const Facts& facts, const config::Settings&);
std::string sender_locality(const Facts& facts, const config::Settings&);
std::string sender_and_user(const Facts& facts, const config::Settings&);
std::string recipient(const Facts& facts, const config::Settings&);
std::string recipient_existence(const Facts& facts, const config::Settings&);
std::string sender_and_recipient(const Facts& facts, const config::Settings&);
std::string right_to_relay(const Facts& facts, const config::Settings&);
std::string graylist_key(const Facts& facts, const config::Settings&);
std::string recipients_so_far(const Facts& facts, const config::Settings&);
std::string header(const Facts& facts, const config::Settings&);

using Names = std::vector<std::string>;

Names reverse_name(const Facts& facts, const config::Settings&);
Names reverse_and_name(const Facts& facts, const config::Settings&);
Names mail_domain(const Facts& facts, const config::Settings&);
Names address_in_dns_whitelist(const Facts& facts, const config::Settings& settings);
Names address_in_dns_blacklist(const Facts& facts, const config::Settings& settings);
Names rdns_in_rhs_whitelist(const Facts& facts, const config::Settings& settings);
Names rdns_in_rhs_blacklist(const Facts& facts, const config::Settings& settings);
Names sender_in_rhs_whitelist(const Facts& facts, const config::Settings& settings);
Names sender_in_rhs_blacklist(const Facts& facts, const config::Settings& settings);

}  // namespace spamweir::explain
