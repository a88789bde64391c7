#include "recipients/shell_words.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/expect.h"

using spamweir::concat;
using spamweir::recipients::belongs_to_shell;
using spamweir::recipients::split_shell_words;
using spamweir::testing::expect_text;

namespace {

// `[word][word]`, and `...` where the shell has more to do.
std::string shown(std::string_view command) {
  const auto found = split_shell_words(command);
  std::string out;
  for (const std::string& word : found.words) out += concat("[", word, "]");
  return found.is_whole ? out : out + "...";
}

}  // namespace

// XCU 2.2 and 2.3: what sh makes of quotes, and where more than words begins.
Test(shell_words, splitting) {
  constexpr struct {
    const char* command;
    const char* want;
  } kCases[] = {
      {"", ""},
      {"  \t ", ""},
      {"prog", "[prog]"},
      {" /bin/prog  a\tb ", "[/bin/prog][a][b]"},
      {"bouncesaying 'no one here'", "[bouncesaying][no one here]"},
      {"bouncesaying \"it's gone\"", "[bouncesaying][it's gone]"},
      {"bouncesaying \"$USER is gone\"", "[bouncesaying][$USER is gone]"},
      {"bouncesaying \"`date`\"", "[bouncesaying]..."},
      {"bouncesaying 'a' && x", "[bouncesaying][a]..."},
      {"bouncesaying 'a'; x", "[bouncesaying]..."},
      {"bouncesaying $TEXT", "[bouncesaying]..."},
      {"x '' \"\"", "[x][][]"},
      {"x a'b c'd\"e f\"", "[x][ab cde f]"},
      {"x a\\ b \\'", "[x][a b][']"},
      {"x \"a\\\"b\"", "[x][a\"b]"},
      {"x 'open", "[x]..."},
      {"x \"open", "[x]..."},
      {"x end\\", "[x]..."},
      {"x >/dev/null", "[x]..."},
      {"x|y", "..."},
      {"A=1 x", "..."},
      {"x A=1", "[x][A=1]"},
      {"$HOME/x", "..."},
      {"\"$HOME/x\" y", "..."},
      {"~/x", "..."},
      {"(x)", "..."},
      {"{ x; }", "..."},
      {"! x", "..."},
      {"x *", "[x]..."},
      {"x # comment", "[x]..."},
  };
  for (const auto& c : kCases) expect_text(shown(c.command), c.want);
}

Test(shell_words, what_the_shell_runs_itself) {
  for (const char* word :
       {".", ":", "case", "command", "exec", "exit", "export", "if", "true", "while"}) {
    cr_expect(belongs_to_shell(word), "%s", word);
  }
  for (const char* word : {"", "If", "exits", "procmail", "/bin/true", "~"}) {
    cr_expect(!belongs_to_shell(word), "%s", word);
  }
}
