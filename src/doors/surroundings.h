// What the process was started with: who the client is, and what the server behind must be told.
#pragma once

#include "dns/resolver.h"
#include "engine/engine.h"
#include "os/environment.h"

namespace spamweir::doors {

// The client as tcpserver (TCPREMOTEIP) or an old inetd (REMOTE_HOST) names it. `localhost` is
// 127.0.0.1; another name is looked up, which waits for the answer, because the server must be told
// the address before it starts. Without an address the client is 0.0.0.0.
engine::Connection connection_of(const os::Environment& environment, dns::Resolver& resolver);

// Makes our environment the server's: the client's address corrected, TCPLOCALPORT=25 if it is
// missing, and RELAYCLIENT where the filter decides about relaying. RELAYCLIENT is taken away where
// relay-level blocks all relaying, SMTPS where TLS is the filter's.
void prepare_for_server(os::Environment& environment, const engine::Engine& engine);

}  // namespace spamweir::doors
