#include "base/wipe.h"

#include <string.h>

namespace spamweir {

void wipe(std::string& text) {
  text.resize(text.capacity());
  wipe(std::span(text));
  text.clear();
}

void wipe(std::span<char> bytes) {
  if (!bytes.empty()) explicit_bzero(bytes.data(), bytes.size());
}

}  // namespace spamweir
