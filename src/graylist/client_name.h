// Clients as names of a graylist's entries: 11.22.33.44, 2001:db8::1, and networks as
// 11.22.33.0-24, 2001:db8::-64.
#pragma once

#include <string>

#include "base/ip_address.h"
#include "config/settings.h"

namespace spamweir::graylist {

// The network that `client` is in, of the size that the settings say.
std::string network_name(const IpAddress& client, const config::GraylistSettings& settings);

// What graylist-key adds to an entry's name; empty where it adds nothing.
std::string client_name(const IpAddress& client, const config::GraylistSettings& settings);

}  // namespace spamweir::graylist
