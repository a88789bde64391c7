// The server's answer to EHLO (RFC 5321 4.1.1.1), edited line by line: what the filter can't follow
// must not be offered.
#pragma once

#include <string>

#include "smtp/reply.h"

namespace spamweir::smtp {

struct EhloPolicy {
  bool hide_auth = false;  // the server's
  bool hide_starttls = false;
  // Mechanisms that the filter offers where the client is told of none of the server's, with blanks
  // between them; empty: none.
  std::string own_auth = {};
  bool own_starttls = false;  // the filter offers it
};

struct EhloOffer {
  std::string reply;  // what the client is told
  // What the server offered and the client was told of.
  bool auth = false;
  bool starttls = false;
  bool own_auth = false;  // EhloPolicy::own_auth is in the reply
};

// CHUNKING, BINARYMIME, XCLIENT, XFORWARD and BURL always go, AUTH and STARTTLS go and come as
// `policy` says. STARTTLS is never left as the last line, because some old clients look for a
// continuation behind it. A reply that is not 250 stays as it is.
EhloOffer edit_ehlo(const Reply& reply, const EhloPolicy& policy);

}  // namespace spamweir::smtp
