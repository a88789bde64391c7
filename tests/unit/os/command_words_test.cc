#include "os/command_words.h"

#include <criterion/criterion.h>

#include <string>
#include <string_view>

#include "support/expect.h"

using spamweir::os::split_command;
using spamweir::testing::expect_text;

namespace {

// The words with a `|` behind each, or the error.
std::string words_of(std::string_view text) {
  const auto words = split_command(text);
  if (!words.ok()) return words.error();
  std::string out;
  for (const std::string& word : words.value()) out += word + "|";
  return out;
}

}  // namespace

Test(command_words, are_split_as_documented) {
  struct {
    const char* text;
    const char* want;
  } constexpr kCases[] = {
      {"/bin/true", "/bin/true|"},
      {"vchkpw /bin/true", "vchkpw|/bin/true|"},
      {"  a \t b  ", "a|b|"},
      {"a \"b c\" d", "a|b c|d|"},
      {"a b\"c d\"e", "a|bc de|"},
      {"a \"\" b", "a||b|"},
      {"a b\\ c", "a|b c|"},
      {"a \\\"b", "a|\"b|"},
      {"a \"b\\\"c\" d", "a|b\"c|d|"},
      {"a \\\\ b", "a|\\|b|"},
      {"a \"\\\\\"", "a|\\|"},
      {"\"/opt/my programs/check\" x", "/opt/my programs/check|x|"},
      {"a 'b c'", "a|'b|c'|"},
      {"a $HOME * ; # b >c", "a|$HOME|*|;|#|b|>c|"},
      {"a\nb", "a\nb|"},
  };
  for (const auto& c : kCases) expect_text(words_of(c.text), c.want, "%s", c.text);
}

Test(command_words, that_are_none) {
  struct {
    const char* text;
    const char* want;
  } constexpr kCases[] = {
      {"", "names no program"},
      {" \t ", "names no program"},
      {"\"\"", "names no program"},
      {"\"\" x", "names no program"},
      {"a \"b", "a double quote in it is not closed"},
      {"\"", "a double quote in it is not closed"},
      {"a \"b\\\"", "a double quote in it is not closed"},
      {"a \\", "nothing follows its last backslash"},
      {"a \"b\\", "nothing follows its last backslash"},
  };
  for (const auto& c : kCases) expect_text(words_of(c.text), c.want, "%s", c.text);
  expect_text(words_of(std::string_view("a\0b", 3)), "has a NUL byte in it");
}
