// OpenSSL's queue of errors, in words.
#pragma once

#include <string>
#include <string_view>

#include "tls/module.h"

namespace spamweir::tls::module {

// The reason of the oldest error in the queue, which is emptied: the later ones come from callers.
// `otherwise` where the queue is empty or OpenSSL has no words for it.
std::string take_reason(std::string_view otherwise);

void fill_in(Problem& problem, Part part, size_t index, std::string_view words);

}  // namespace spamweir::tls::module
