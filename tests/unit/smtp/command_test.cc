#include "smtp/command.h"

#include <criterion/criterion.h>

#include <string>

#include "support/expect.h"

using spamweir::smtp::Command;
using spamweir::smtp::has_forbidden_byte;
using spamweir::smtp::parse_command;
using spamweir::smtp::Verb;
using spamweir::testing::expect_text;

namespace {

struct CommandCase {
  const char* line;
  Verb verb;
  const char* argument;
};

constexpr CommandCase kCommandCases[] = {
    {"EHLO host", Verb::ehlo, "host"},
    {"helo  host ", Verb::helo, "host"},
    {"  NoOp", Verb::other, ""},
    {"MAIL FROM:<a@b>", Verb::mail, "<a@b>"},
    {"mail from: <a@b> SIZE=1", Verb::mail, "<a@b> SIZE=1"},
    {"MAIL\tFROM : a@b", Verb::mail, "a@b"},
    {"MAIL FROM:", Verb::mail, ""},
    {"RCPT TO:<a@b>", Verb::rcpt, "<a@b>"},
    {"RCPT <a@b>", Verb::rcpt, "<a@b>"},  // qmail reads it, so it must not pass unseen
    {"RCPT FROM:<a@b>", Verb::rcpt, "FROM:<a@b>"},
    {"RCPT", Verb::rcpt, ""},
    {"RCPTX TO:<a@b>", Verb::other, "TO:<a@b>"},
    {"DATA", Verb::data, ""},
    {"data now", Verb::data, "now"},
    {"RSET", Verb::rset, ""},
    {"QUIT", Verb::quit, ""},
    {"STARTTLS", Verb::starttls, ""},
    {"AUTH PLAIN AGEAYg==", Verb::auth, "PLAIN AGEAYg=="},
    {"BDAT 10 LAST", Verb::blocked, "10 LAST"},
    {"XCLIENT ADDR=1.2.3.4", Verb::blocked, "ADDR=1.2.3.4"},
    {"xforward NAME=x", Verb::blocked, "NAME=x"},
    {"BURL imap://x LAST", Verb::blocked, "imap://x LAST"},
    {"VRFY x", Verb::other, "x"},
    {"", Verb::other, ""},
};

}  // namespace

Test(command, verbs_and_arguments) {
  for (const CommandCase& c : kCommandCases) {
    const Command got = parse_command(c.line);
    cr_expect(got.verb == c.verb, "%s: got verb %d, want %d", c.line, static_cast<int>(got.verb),
              static_cast<int>(c.verb));
    expect_text(got.argument, c.argument, "%s", c.line);
  }
}

Test(command, control_characters_are_forbidden_and_tabs_are_not) {
  cr_expect(has_forbidden_byte(std::string_view("RCPT TO:<a\0b@c>", 15)));
  cr_expect(has_forbidden_byte("NOOP\rNOOP"));
  cr_expect(has_forbidden_byte("\x0bRCPT TO:<a@b>"));
  cr_expect(has_forbidden_byte("NOOP\x7f"));
  cr_expect(!has_forbidden_byte("MAIL\tFROM:<a@b>"));
  cr_expect(!has_forbidden_byte("MAIL FROM:<\xc3\xb6@b>"));
}
