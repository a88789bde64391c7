// What a command line for sh comes to, as far as that can be told without a shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spamweir::recipients {

struct ShellWords {
  std::vector<std::string> words;  // without their quotes
  // These are the program and all its arguments. Else the shell itself has something to do at the
  // point where `words` ends: a variable, a pattern, a redirection, another command.
  bool is_whole = false;
};

ShellWords split_shell_words(std::string_view command);

// Whether sh runs `word` itself, as it does `if` and `exit`, so that there is no program to look
// for.
bool belongs_to_shell(std::string_view word);

}  // namespace spamweir::recipients
