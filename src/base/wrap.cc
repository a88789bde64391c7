#include "base/wrap.h"

#include "base/text.h"

namespace spamweir {

std::string wrapped(std::string_view beginning, std::string_view text) {
  std::string out(beginning);
  size_t column = beginning.size();
  bool is_first_word = true;
  for (const std::string_view word : split(text, ' ')) {
    if (!is_first_word && column + 1 + word.size() > kTextWidth) {
      out += '\n';
      out.append(beginning.size(), ' ');
      column = beginning.size();
      is_first_word = true;
    }
    if (!is_first_word) out += ' ';
    out += word;
    column += word.size() + (is_first_word ? 0 : 1);
    is_first_word = false;
  }
  return out + '\n';
}

}  // namespace spamweir
