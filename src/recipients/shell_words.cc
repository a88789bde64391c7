#include "recipients/shell_words.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"

namespace spamweir::recipients {
namespace {

// Within double quotes a variable remains one word, so only its text is unknown.
constexpr std::string_view kOperators = ";&|<>()$`*?[]{}~#!\n\r=";

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  ShellWords split() {
    while (skip_blanks()) {
      std::string word;
      if (!take_word(word)) return std::move(out_);
      out_.words.push_back(std::move(word));
    }
    out_.is_whole = true;
    return std::move(out_);
  }

 private:
  // False at the end.
  bool skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    return at_ < text_.size();
  }

  // False where the shell has more to do with the word than to take its quotes away.
  bool take_word(std::string& word) {
    for (; at_ < text_.size() && !is_blank(text_[at_]); ++at_) {
      const char c = text_[at_];
      if (c == '\'' || c == '"') {
        if (!take_quoted(c, word)) return false;
      } else if (c == '\\') {
        if (++at_ == text_.size()) return false;
        word += text_[at_];
      } else if (is_operator(c)) {
        return false;
      } else {
        word += c;
      }
    }
    return true;
  }

  // A `=` makes a variable of the first word only.
  bool is_operator(char c) const {
    if (c == '=') return out_.words.empty();
    return kOperators.find(c) != std::string_view::npos;
  }

  bool take_quoted(char quote, std::string& word) {
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == quote) return true;
      if (quote == '"' && (c == '`' || (c == '$' && out_.words.empty()))) return false;
      if (quote == '"' && c == '\\' && at_ + 1 < text_.size()) ++at_;
      word += text_[at_];
    }
    return false;
  }

  std::string_view text_;
  size_t at_ = 0;
  ShellWords out_;
};

// POSIX: reserved words, special and regular built-ins, and those that every sh has. Sorted.
constexpr std::string_view kShellsOwn[] = {
    ".",       ":",     "alias", "bg",     "break", "case", "cd",       "command", "continue",
    "do",      "done",  "echo",  "elif",   "else",  "esac", "eval",     "exec",    "exit",
    "export",  "false", "fc",    "fg",     "fi",    "for",  "getopts",  "hash",    "if",
    "in",      "jobs",  "kill",  "printf", "pwd",   "read", "readonly", "return",  "set",
    "shift",   "test",  "then",  "times",  "trap",  "true", "type",     "ulimit",  "umask",
    "unalias", "unset", "until", "wait",   "while"};

}  // namespace

ShellWords split_shell_words(std::string_view command) { return Splitter(command).split(); }

bool belongs_to_shell(std::string_view word) {
  return std::binary_search(std::begin(kShellsOwn), std::end(kShellsOwn), word);
}

}  // namespace spamweir::recipients
