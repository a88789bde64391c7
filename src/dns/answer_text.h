// Questions and answers of DNS in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dns/answer.h"

namespace spamweir::dns {

// `A`, `AAAA`, `ANY` and so on.
std::string_view name_of(Type type);
// The type of that name, in any case.
std::optional<Type> type_of(std::string_view name);

// `no such name (NXDOMAIN)` and the like.
std::string_view name_of(Outcome outcome);

// The data of a record as zone files have it, without quotes; control and 8-bit characters
// escaped, the root as a dot.
std::string text_of(const Record& record);

// `found 127.0.0.2, 127.0.0.4`, or the outcome.
std::string text_of(const Answer& answer);

}  // namespace spamweir::dns
