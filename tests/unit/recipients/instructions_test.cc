#include "recipients/instructions.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/expect.h"

using spamweir::concat;
using spamweir::recipients::dot_qmail_names;
using spamweir::recipients::Instruction;
using spamweir::recipients::parse_instructions;
using spamweir::testing::expect_text;

namespace {

// A letter for each delivery, `!` where nothing but a forward may stand, and the argument.
std::string shown(std::string_view text, bool forwards_only) {
  const auto instructions = parse_instructions(text, forwards_only);
  if (!instructions) return "stops";
  std::string out;
  for (const Instruction& each : *instructions) {
    const char letter = "pfbd"[static_cast<int>(each.delivery)];
    out += concat(each.must_be_forward ? "!" : "", std::string_view(&letter, 1), "(", each.argument,
                  ")");
  }
  return out;
}

}  // namespace

Test(instructions, lines) {
  const struct {
    std::string_view text;
    bool forwards_only;
    const char* want;
  } cases[] = {
      {"./Mailbox", false, "b(./Mailbox)"},
      {"./Mailbox\n", false, "b(./Mailbox)"},
      {"./Maildir/ \t\n", false, "d(./Maildir/)"},
      {"/var/mail/x\n\n\n|prog  x\n", false, "b(/var/mail/x)p(prog  x)"},
      {"&a@b.test\nc@d.test\n", false, "f(a@b.test)f(c@d.test)"},
      {"& a@b\n&\n", false, "f( a@b)f()"},
      {"# one\n# two\n", false, ""},
      {"#", false, ""},
      {"\n./Mailbox\n", false, "stops"},
      {" \t\n./Mailbox\n", false, "stops"},
      {"\n", false, "stops"},
      {"", false, "stops"},
      {"./a\n+list\n./b\n&c@d\n", false, "b(./a)!b(./b)!f(c@d)"},
      {"+other\n./a\n", false, "b(./a)"},
      {"./a\n&c@d\n", true, "!b(./a)!f(c@d)"},
      {{"./a\0b/\nc\n", 9}, false, "b(./a)f(c)"},
      {{"\0./a\n", 5}, false, "stops"},
      {".\n/\n", false, "b(.)d(/)"},
  };
  for (const auto& c : cases) expect_text(shown(c.text, c.forwards_only), c.want);
}

// dot-qmail(5), EXTENSION ADDRESSES.
Test(instructions, names_of_files) {
  const struct {
    const char* dash;
    const char* ext;
    const char* want;
  } cases[] = {
      {"", "", ".qmail .qmaildefault"},
      {"-", "foo-bar", ".qmail-foo-bar .qmail-foo-default .qmail-default"},
      {"-", "", ".qmail- .qmail-default"},
      {"-", "A.b", ".qmail-a:b .qmail-default"},
      {"-", "-", ".qmail-- .qmail--default .qmail-default"},
      {"-", "../x", ".qmail-::/x .qmail-default"},
      {"-list-", "a", ".qmail-list-a .qmail-list-default"},
  };
  for (const auto& c : cases) {
    std::string got;
    for (const std::string& name : dot_qmail_names(c.dash, c.ext))
      got += concat(got.empty() ? "" : " ", name);
    expect_text(got, c.want);
  }
}
