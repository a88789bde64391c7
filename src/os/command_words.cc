#include "os/command_words.h"

#include <cstddef>
#include <utility>

#include "base/text.h"

namespace spamweir::os {
namespace {

// The text with a place in it.
struct Reader {
  std::string_view text;
  size_t at = 0;

  bool at_end() const { return at == text.size(); }
  void skip_blanks() {
    while (!at_end() && is_blank(text[at])) ++at;
  }
};

// The word that begins here; one is there.
Result<std::string> read_word(Reader& reader) {
  std::string word;
  bool quoted = false;
  for (; !reader.at_end() && (quoted || !is_blank(reader.text[reader.at])); ++reader.at) {
    const char c = reader.text[reader.at];
    if (c == '"') {
      quoted = !quoted;
    } else if (c != '\\') {
      word += c;
    } else if (++reader.at < reader.text.size()) {
      word += reader.text[reader.at];
    } else {
      return Error{"nothing follows its last backslash"};
    }
  }
  if (quoted) return Error{"a double quote in it is not closed"};
  return word;
}

}  // namespace

Result<std::vector<std::string>> split_command(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return Error{"has a NUL byte in it"};
  std::vector<std::string> words;
  Reader reader{text};
  for (reader.skip_blanks(); !reader.at_end(); reader.skip_blanks()) {
    Result<std::string> word = read_word(reader);
    if (!word.ok()) return Error{word.error()};
    words.push_back(std::move(word.value()));
  }
  if (words.empty() || words[0].empty()) return Error{"names no program"};
  return words;
}

}  // namespace spamweir::os
