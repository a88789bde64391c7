#include "tools/tool_words.h"

#include <criterion/criterion.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::tools;
using spamweir::testing::expect_text;

namespace {

constexpr ToolOption kKnown[] = {{"-d"}, {"-s", true}, {"--from", true}, {"--all"}};

// `OPTION=VALUE OPTION= | OPERAND OPERAND`, with `help` at the end; or the error.
std::string read(const std::vector<const char*>& words) {
  const Result<ToolWords> read = read_tool_words(words, kKnown);
  if (!read.ok()) return read.error();
  std::string text;
  for (const auto& [name, value] : read.value().options) text += concat(name, "=", value, " ");
  text += "|";
  for (const std::string_view operand : read.value().operands) text += concat(" ", operand);
  return read.value().help ? text + " help" : text;
}

}  // namespace

Test(tool_words, all_forms) {
  const struct {
    std::vector<const char*> words;
    const char* want;
  } cases[] = {
      {{}, "|"},
      {{"a", "b"}, "| a b"},
      {{"-d", "a"}, "-d= | a"},
      {{"a", "-d"}, "-d= | a"},
      {{"-s", "x", "a", "-s", "y"}, "-s=x -s=y | a"},
      {{"-s", "-d"}, "-s=-d |"},
      {{"--from", "x y"}, "--from=x y |"},
      {{"--from=x=y"}, "--from=x=y |"},
      {{"--from="}, "--from= |"},
      {{"--", "-d", "--"}, "| -d --"},
      {{"-", ""}, "| - "},
      {{"-h"}, "| help"},
      {{"a", "--help"}, "| a help"},
      {{"--", "--help"}, "| --help"},
      {{"-s"}, "-s needs a value"},
      {{"--from"}, "--from needs a value"},
      {{"--all=x"}, "--all takes no value"},
      {{"-x"}, "unknown option -x; --help lists all"},
      {{"-dx"}, "unknown option -dx; --help lists all"},
      {{"-s=x"}, "unknown option -s=x; --help lists all"},
      {{"--to=x"}, "unknown option --to; --help lists all"},
      {{"--fro"}, "unknown option --fro; --help lists all"},
  };
  for (const auto& c : cases) expect_text(read(c.words), c.want, "%zu words", c.words.size());
}

Test(tool_words, the_last_value_counts) {
  const char* const words[] = {"-s", "x", "-d", "-s", "y"};
  const Result<ToolWords> read = read_tool_words(words, kKnown);
  cr_assert(read.ok());
  cr_expect(read.value().has("-d") && read.value().has("-s") && !read.value().has("--from"));
  expect_text(read.value().value("-s").value_or("none"), "y");
  expect_text(read.value().value("-d").value_or("none"), "");
  cr_expect(!read.value().value("--from"));
}
