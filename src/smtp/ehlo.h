// The server's answer to EHLO (RFC 5321 4.1.1.1), edited line by line: what the filter can't follow
// must not be offered.
#pragma once

#include "smtp/reply.h"

namespace spamweir::smtp {

struct EhloPolicy {
  bool hide_auth = false;
  bool hide_starttls = false;
};

struct EhloOffer {
  std::string reply;  // what the client is told
  bool auth = false;  // what the server offered and the client was told of
  bool starttls = false;
};

// CHUNKING, BINARYMIME, XCLIENT, XFORWARD and BURL always go, AUTH and STARTTLS as `policy` says.
// STARTTLS is never left as the last line, because some old clients look for a continuation behind
// it. A reply that is not 250 stays as it is.
EhloOffer edit_ehlo(const Reply& reply, EhloPolicy policy);

}  // namespace spamweir::smtp
