#include "config/list_edit.h"

#include <criterion/criterion.h>

#include "reading.h"

using namespace spamweir::config;

Test(list_edit, cases) {
  struct {
    const char* label;
    std::vector<std::string> list;
    char given;
    const char* value;
    ListEdit want;
    const char* want_list;
    char want_given;
  } const cases[] = {
      {"append", {"a"}, 1, "b", ListEdit::done, "a b", 1},
      {"replace the default", {"a"}, 0, "b", ListEdit::done, "b", 1},
      {"take out", {"a", "b", "a"}, 1, "!a", ListEdit::done, "b", 1},
      {"take out of the default", {"a"}, 0, "!a", ListEdit::done, "", 1},
      {"take out nothing", {"a"}, 0, "!b", ListEdit::nothing_removed, "a", 0},
      {"lone mark", {"a"}, 1, "!", ListEdit::nothing_named, "a", 1},
      {"empty", {"a"}, 0, "!!!", ListEdit::done, "", 1},
      {"two marks name !", {"!", "a"}, 1, "!!", ListEdit::done, "a", 1},
      {"four marks name !!!", {"!!!", "a"}, 1, "!!!!", ListEdit::done, "a", 1},
  };
  for (const auto& c : cases) {
    std::vector<std::string> list = c.list;
    char given = c.given;
    const ListEdit got = edit_list(list, given, c.value);
    const std::string text = joined(list, " ");
    cr_expect(got == c.want, "%s: got %d, want %d", c.label, int(got), int(c.want));
    cr_expect(text == c.want_list, "%s: got %s, want %s", c.label, text.c_str(), c.want_list);
    cr_expect(given == c.want_given, "%s: given is %d", c.label, given);
  }
}
