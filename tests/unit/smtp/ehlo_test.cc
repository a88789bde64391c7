#include "smtp/ehlo.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using spamweir::smtp::edit_ehlo;
using spamweir::smtp::EhloOffer;
using spamweir::smtp::EhloPolicy;
using spamweir::smtp::Reply;
using spamweir::testing::expect_text;

namespace {

struct EhloCase {
  const char* label;
  EhloPolicy policy;
  const char* from_server;
  const char* to_client;
  bool auth;
  bool starttls;
  bool own_auth = false;
};

const EhloCase kEhloCases[] = {
    {"untouched",
     {},
     "250-h\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
     "250-h\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
     false,
     false},
    {"one line", {}, "250 h\r\n", "250 h\r\n", false, false},
    {"what can't be followed goes",
     {},
     "250-h\r\n250-CHUNKING\r\n250-BINARYMIME\r\n250-SIZE 100\r\n250-XCLIENT NAME "
     "ADDR\r\n250-xforward NAME\r\n250 BURL imap\r\n",
     "250-h\r\n250 SIZE 100\r\n",
     false,
     false},
    {"a host named like a keyword stays",
     {},
     "250-CHUNKING\r\n250 SIZE\r\n",
     "250-CHUNKING\r\n250 SIZE\r\n",
     false,
     false},
    {"similar words stay",
     {},
     "250-h\r\n250 CHUNKINGS\r\n",
     "250-h\r\n250 CHUNKINGS\r\n",
     false,
     false},
    {"AUTH seen",
     {},
     "250-h\r\n250-AUTH LOGIN PLAIN\r\n250 SIZE\r\n",
     "250-h\r\n250-AUTH LOGIN PLAIN\r\n250 SIZE\r\n",
     true,
     false},
    {"AUTH hidden, both spellings",
     {.hide_auth = true},
     "250-h\r\n250-AUTH LOGIN\r\n250-AUTH=LOGIN\r\n250 SIZE\r\n",
     "250-h\r\n250 SIZE\r\n",
     false,
     false},
    {"STARTTLS hidden",
     {.hide_starttls = true},
     "250-h\r\n250-STARTTLS\r\n250 SIZE\r\n",
     "250-h\r\n250 SIZE\r\n",
     false,
     false},
    {"STARTTLS moves up from the end",
     {},
     "250-h\r\n250-SIZE\r\n250 STARTTLS\r\n",
     "250-h\r\n250-STARTTLS\r\n250 SIZE\r\n",
     false,
     true},
    {"STARTTLS alone",
     {},
     "250-h\r\n250 STARTTLS\r\n",
     "250-h\r\n250-STARTTLS\r\n250 X-NOTHING\r\n",
     false,
     true},
    {"a refusal stays as it is",
     {.hide_auth = true, .own_auth = "LOGIN", .own_starttls = true},
     "502 unimplemented (#5.5.1)\r\n",
     "502 unimplemented (#5.5.1)\r\n",
     false,
     false},
    {"AUTH of our own",
     {.own_auth = "LOGIN PLAIN"},
     "250-h\r\n250 SIZE\r\n",
     "250-h\r\n250-SIZE\r\n250 AUTH LOGIN PLAIN\r\n",
     false,
     false,
     true},
    {"AUTH of our own where the server has one",
     {.own_auth = "LOGIN PLAIN"},
     "250-h\r\n250 AUTH CRAM-MD5\r\n",
     "250-h\r\n250 AUTH CRAM-MD5\r\n",
     true,
     false},
    {"AUTH of our own in place of the server's",
     {.hide_auth = true, .own_auth = "LOGIN"},
     "250-h\r\n250 AUTH CRAM-MD5\r\n",
     "250-h\r\n250 AUTH LOGIN\r\n",
     false,
     false,
     true},
    {"STARTTLS of our own",
     {.own_starttls = true},
     "250-h\r\n250 SIZE\r\n",
     "250-h\r\n250-STARTTLS\r\n250 SIZE\r\n",
     false,
     false},
    {"STARTTLS of our own in place of the server's, before AUTH",
     {.hide_starttls = true, .own_auth = "LOGIN", .own_starttls = true},
     "250-h\r\n250 STARTTLS\r\n",
     "250-h\r\n250-STARTTLS\r\n250 AUTH LOGIN\r\n",
     false,
     false,
     true},
    {"STARTTLS of our own alone",
     {.own_starttls = true},
     "250 h\r\n",
     "250-h\r\n250-STARTTLS\r\n250 X-NOTHING\r\n",
     false,
     false},
};

}  // namespace

Test(ehlo, offers_are_edited_line_by_line) {
  for (const EhloCase& c : kEhloCases) {
    const int code =
        (c.from_server[0] - '0') * 100 + (c.from_server[1] - '0') * 10 + c.from_server[2] - '0';
    const EhloOffer got = edit_ehlo(Reply{code, c.from_server}, c.policy);
    expect_text(got.reply.c_str(), c.to_client, "%s", c.label);
    cr_expect_eq(got.auth, c.auth, "%s: auth", c.label);
    cr_expect_eq(got.starttls, c.starttls, "%s: starttls", c.label);
    cr_expect_eq(got.own_auth, c.own_auth, "%s: own_auth", c.label);
  }
}
