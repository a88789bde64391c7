// Secrets are overwritten before their memory goes back.
#pragma once

#include <span>
#include <string>

namespace spamweir {

// Overwrites all that the text has room for and leaves it empty. No compiler leaves this out. What
// a text held before it was moved or grew is out of reach: reserve first, and don't move secrets.
void wipe(std::string& text);

void wipe(std::span<char> bytes);

}  // namespace spamweir
