// Envelope addresses: read as qmail reads them, written in their simplest spelling.
//
// What is judged is what is passed on. A path is unquoted first, as qmail does it, and its domain
// is what follows the last
// `@` of the unquoted text: `x\@local@far` is far, and so is `"x@far"`. It is then written again
// with no more quoting than RFC 5321 4.1.2 asks for, so that no server behind the filter can see
// another domain in it than the filter saw.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spamweir::smtp {

// Unquoted text, case as the client wrote it.
struct Address {
  std::string local;
  std::string domain;  // empty: an unqualified address

  // `<>`, the sender of a bounce.
  bool is_null() const { return local.empty() && domain.empty(); }
  // `local@domain` for lists and comparisons, `local` alone when unqualified, empty for the null
  // sender.
  std::string text() const;
  // What stands between `<` and `>` on the wire.
  std::string wire() const;
};

// The address without its BATV tag, when its local part is `prvs=TAG=user` (draft-levine-smtp-batv
// 4).
std::optional<Address> without_batv_tag(const Address& address);

// Caseless equality of the whole address.
bool same_address(const Address& a, const Address& b);

// The argument of MAIL or RCPT behind the colon: a path and what follows it.
struct PathArgument {
  Address address;
  std::string parameters;  // ESMTP parameters without the blank before them, RFC 5321 4.1.2
};

// Takes `<path> PARAMETERS` and, as qmail does, a path without angle brackets that ends at a blank.
// A source route (RFC 5321 C) is dropped. Nothing for what can't be read: an unclosed quote or
// bracket, text glued to the `>`, control characters, an address longer than 900 bytes or with an
// empty local part before `@`.
std::optional<PathArgument> parse_path(std::string_view argument);

}  // namespace spamweir::smtp
