// The ways to authenticate that the filter knows, and when it offers them.
#pragma once

#include <string>
#include <string_view>

#include "config/settings.h"

namespace spamweir::auth {

// As bits.
enum Mechanism : unsigned { kLogin = 1, kPlain = 2, kCramMd5 = 4 };
using Mechanisms = unsigned;

// What the filter itself may offer at a level; 0 where it leaves AUTH to the server.
Mechanisms mechanisms_at(config::AuthLevel level);

// 0 for a name that is none. Any case.
Mechanisms mechanism_called(std::string_view name);

// Their names with blanks between them, as they stand behind AUTH in a reply to EHLO.
std::string names_of(Mechanisms mechanisms);

}  // namespace spamweir::auth
