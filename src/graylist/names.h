// Addresses as names of a graylist's entries. What a sender wrote can't lead anywhere with them.
//
// Lower case; each character outside a-z 0-9 @ _ - . becomes `_`, so names that differ only there
// share an entry, as they do in trees that are there already. A name that would be too long, `.`,
// `..` or a domain's that the program uses itself is cut and gets `,` and a hash of the whole,
// which no other name can have, because no address has a `,` left.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "graylist/key.h"
#include "smtp/address.h"

namespace spamweir::graylist {

// One local part or domain as a name of at most `longest` bytes (32 to kLongestName); what is empty
// is kNone.
std::string name_of(std::string_view text, size_t longest = kLongestName);

// `client` (an address or a network as client_name() writes it) is empty where all clients share
// the entry.
Key key_of(const smtp::Address& sender, const smtp::Address& recipient, std::string_view client);

// The entry of a known client network.
Key key_of_client(std::string_view client);

// Whether a text, whoever wrote it, is a name.
bool is_name(std::string_view text);

// The name of a sender and domain as spamdyke before version 4 called its files: USER@DOMAIN.
// Nothing where such a tree can't have had it.
std::optional<std::string> old_name_of(const Key& key);

}  // namespace spamweir::graylist
