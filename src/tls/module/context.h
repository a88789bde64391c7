// From the configuration to OpenSSL's context, which holds it.
#pragma once

#include "tls/module/credentials.h"
#include "tls/module/owned.h"
#include "tls/module/tickets.h"

namespace spamweir::tls::module {

// Null, and `failure` says why, where a part of the configuration can't be used. Keeps `tickets`,
// and nothing of `configuration`.
OwnedContext make_context(const Configuration& configuration, TicketKeys& tickets,
                          Failure& failure);

}  // namespace spamweir::tls::module
