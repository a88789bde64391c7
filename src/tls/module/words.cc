#include "tls/module/words.h"

#include <openssl/err.h>

#include <algorithm>
#include <iterator>

namespace spamweir::tls::module {

std::string take_reason(std::string_view otherwise) {
  const unsigned long error = ERR_get_error();
  const char* reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
  ERR_clear_error();
  return std::string(reason != nullptr ? reason : otherwise);
}

void fill_in(Problem& problem, Part part, size_t index, std::string_view words) {
  problem.part = part;
  problem.index = static_cast<uint32_t>(index);
  const size_t size = std::min(words.size(), std::size(problem.words) - 1);
  std::copy_n(words.begin(), size, problem.words);
  problem.words[size] = '\0';
}

}  // namespace spamweir::tls::module
