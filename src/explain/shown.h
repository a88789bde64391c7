// How what strangers wrote stands in what is printed.
#pragma once

#include <string>

#include "base/text.h"
#include "log/log.h"
#include "smtp/address.h"

namespace spamweir::explain {

inline std::string shown(const smtp::Address& address) {
  return concat("<", log::quoted_text(address.text()), ">");
}

}  // namespace spamweir::explain
