// Facts in words, for the log at level debug.
#pragma once

#include <string>

#include "filters/facts.h"

namespace spamweir::engine {

// `rdns: mail.example.com`, `ip_blacklist: 11.22`: the fact's name and what is known.
std::string fact_text(filters::FactId fact, const filters::Facts& facts);

}  // namespace spamweir::engine
