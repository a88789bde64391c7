// session_auth.cc: who is offered AUTH, who takes it, and what reaches the server.
#include <criterion/criterion.h>

#include <string>
#include <string_view>
#include <vector>

#include "auth_settings.h"
#include "base/text.h"
#include "session/session.h"
#include "support/expect.h"
#include "support/stage.h"

using spamweir::concat;
using spamweir::auth::Checker;
using spamweir::config::AuthLevel;
using spamweir::config::Settings;
using spamweir::testing::always;
using spamweir::testing::at_level;
using spamweir::testing::codes;
using spamweir::testing::commands;
using spamweir::testing::expect_text;
using spamweir::testing::kPlain;
using spamweir::testing::kRelayed;
using spamweir::testing::Stage;
using spamweir::testing::with_tls;

namespace {

constexpr std::string_view kLogin = "AUTH LOGIN\r\nam9l\r\naHVudGVyMg==\r\n";
constexpr std::string_view kServersOffer = "250-mx\r\n250-AUTH X-THEIRS PLAIN\r\n250 8BITMIME\r\n";

// What stands behind AUTH in the reply to EHLO; `-` where nothing is offered.
std::string offer_in(std::string_view heard) {
  const size_t at = heard.find("AUTH ");
  return at == std::string_view::npos
             ? "-"
             : std::string(heard.substr(at + 5, heard.find('\r', at) - at - 5));
}

std::string texts(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::vector<size_t> every_byte(std::string_view input) {
  std::vector<size_t> cuts;
  for (size_t i = 1; i < input.size(); ++i) cuts.push_back(i);
  return cuts;
}

}  // namespace

// ---- What is offered, and who takes it.

Test(session_auth, levels) {
  constexpr std::string_view kOwn = "LOGIN PLAIN";
  constexpr std::string_view kOwnEncrypted = "LOGIN PLAIN CRAM-MD5";
  constexpr std::string_view kTheirs = "X-THEIRS PLAIN";
  // Of AUTH: whether server or filter got to see it.
  struct {
    AuthLevel level;
    bool server_offers;
    std::string_view offer;
    bool server_sees;
    bool filter_checks;
  } constexpr kCases[] = {
      {AuthLevel::none, false, "-", false, false},
      {AuthLevel::none, true, "-", false, false},
      {AuthLevel::observe, false, "-", true, false},
      {AuthLevel::observe, true, kTheirs, true, false},
      {AuthLevel::ondemand, false, kOwn, false, true},
      {AuthLevel::ondemand, true, kTheirs, true, false},
      {AuthLevel::ondemand_encrypted, false, kOwnEncrypted, false, true},
      {AuthLevel::ondemand_encrypted, true, kTheirs, true, false},
      {AuthLevel::always, false, kOwn, false, true},
      {AuthLevel::always, true, kOwn, false, true},
      {AuthLevel::always_encrypted, false, kOwnEncrypted, false, true},
      {AuthLevel::always_encrypted, true, kOwnEncrypted, false, true},
  };
  for (const auto& c : kCases) {
    const int label = static_cast<int>(&c - kCases);
    Stage stage(at_level(c.level));
    if (c.server_offers) {
      stage.wires.server.ehlo_lines = kServersOffer;
      stage.wires.server.auth_replies = {"235 ok\r\n"};
    }
    stage.play(concat("EHLO c\r\n", kPlain, kRelayed, "QUIT\r\n"));
    expect_text(offer_in(stage.wires.client_heard), c.offer, "case %d", label);
    const bool seen = commands(stage).find("AUTH") != std::string::npos;
    cr_expect_eq(seen, c.server_sees, "case %d", label);
    expect_text(texts(stage.wires.checked), c.filter_checks ? "joe/hunter2\n" : "", "case %d",
                label);
    const bool may_relay = c.filter_checks || (c.server_offers && c.server_sees);
    const std::string auth = may_relay ? "235 " : "502 ";
    expect_text(codes(stage.wires.client_heard),
                concat("220 250 ", auth, "250 ", may_relay ? "250" : "554", " 221 "), "case %d",
                label);
  }
}

Test(session_auth, require_tls_offers_and_takes_nothing_in_clear) {
  for (const AuthLevel level :
       {AuthLevel::observe, AuthLevel::ondemand, AuthLevel::ondemand_encrypted, AuthLevel::always,
        AuthLevel::always_encrypted}) {
    Settings settings = at_level(level);
    settings.auth.require_tls = true;
    Stage stage(settings);
    stage.wires.server.ehlo_lines = kServersOffer;
    stage.wires.server.auth_replies = {"235 ok\r\n"};
    stage.play(concat("EHLO c\r\n", kPlain, kRelayed, "QUIT\r\n"));
    expect_text(codes(stage.wires.client_heard), "220 250 538 250 554 221 ");
    expect_text(offer_in(stage.wires.client_heard), "-");
    cr_expect(stage.wires.checked.empty());
    cr_expect_eq(commands(stage).find("AUTH"), std::string::npos);
  }
}

Test(session_auth, require_tls_is_met_by_starttls) {
  for (const bool server_offers : {false, true}) {
    Settings settings = with_tls(at_level(AuthLevel::ondemand));
    settings.auth.require_tls = true;
    Stage stage(settings);
    stage.wires.has_tls = true;
    if (server_offers) stage.wires.server.ehlo_lines = kServersOffer;
    if (server_offers) stage.wires.server.auth_replies = {"235 ok\r\n"};
    const std::string clear = concat("EHLO c\r\n", kPlain, "STARTTLS\r\n");
    stage.play(concat(clear, "EHLO c\r\n", kPlain, kRelayed, "QUIT\r\n"), {clear.size()});
    expect_text(codes(stage.wires.client_heard), "220 250 538 220 (TL 250 235 250 250 221 ");
    expect_text(texts(stage.wires.checked), server_offers ? "" : "joe/hunter2\n");
    const size_t tls = stage.wires.client_heard.find("(TLS)");
    expect_text(offer_in(stage.wires.client_heard.substr(0, tls)), "-");
    expect_text(offer_in(stage.wires.client_heard.substr(tls)),
                server_offers ? "X-THEIRS PLAIN" : "LOGIN PLAIN");
  }
}

Test(session_auth, nothing_is_offered_without_a_command) {
  Settings settings = always();
  settings.auth.commands.clear();
  Stage stage(settings);
  stage.wires.server.ehlo_lines = kServersOffer;
  stage.play(concat("EHLO c\r\n", kPlain, "QUIT\r\n"));
  expect_text(codes(stage.wires.client_heard), "220 250 503 221 ");
  expect_text(offer_in(stage.wires.client_heard), "-");
  expect_text(commands(stage), "EHLO c\nQUIT\n");
}

Test(session_auth, only_ehlo_gets_an_offer) {
  for (const std::string_view hello : {"", "HELO c\r\n", "EHLO c\r\nHELO c\r\n"}) {
    Stage stage(always());
    stage.play(concat(hello, kPlain, "QUIT\r\n"));
    cr_expect(
        stage.wires.client_heard.ends_with("503 Authentication is not offered here.\r\n"
                                           "221 mx.example.com\r\n"));
    cr_expect(stage.wires.checked.empty());
  }
}

Test(session_auth, offers_stand_among_the_servers_lines) {
  struct {
    std::string_view theirs, ours;
  } constexpr kCases[] = {
      {"250 mx\r\n", "250-mx\r\n250 AUTH LOGIN PLAIN\r\n"},
      {"250-mx\r\n250-auth=LOGIN\r\n250 PIPELINING\r\n",
       "250-mx\r\n250-PIPELINING\r\n250 AUTH LOGIN PLAIN\r\n"},
      {"250-mx\r\n250 Auth CRAM-MD5\r\n", "250-mx\r\n250 AUTH LOGIN PLAIN\r\n"},
      {"502 no EHLO here\r\n", "502 no EHLO here\r\n"},
  };
  for (const auto& c : kCases) {
    Stage stage(always());
    stage.wires.server.ehlo_lines = c.theirs;
    stage.play("EHLO c\r\n");
    expect_text(stage.wires.client_heard, concat("220 mx.example.com ESMTP\r\n", c.ours));
  }
}

// ---- The dialogue.

Test(session_auth, dialogues) {
  struct {
    const char* label;
    std::string_view said;     // behind EHLO
    std::string_view codes;    // of the answers to it
    std::string_view checked;  // user and password
  } constexpr kCases[] = {
      {"LOGIN", "AUTH LOGIN\r\nam9l\r\naHVudGVyMg==\r\n", "334 334 235", "joe/hunter2\n"},
      {"LOGIN with an initial response", "AUTH LOGIN am9l\r\naHVudGVyMg==\r\n", "334 235",
       "joe/hunter2\n"},
      {"PLAIN", "AUTH PLAIN\r\nAGpvZQBodW50ZXIy\r\n", "334 235", "joe/hunter2\n"},
      {"PLAIN with an initial response", "auth\tplain  AGpvZQBodW50ZXIy \r\n", "235",
       "joe/hunter2\n"},
      {"CRAM-MD5", "AUTH CRAM-MD5\r\nam9lIDAwMTEyMjMzNDQ1NTY2Nzc4ODk5QUFCQkNDRERFRUZG\r\n",
       "334 235", "joe/00112233445566778899aabbccddeeff/<1.2@mx.example.com>\n"},
      {"no mechanism", "AUTH\r\n", "501", ""},
      {"unknown mechanism", "AUTH NTLM\r\n", "504", ""},
      {"unknown mechanism with a response", "AUTH XOAUTH2 AGpvZQBodW50ZXIy\r\n", "504", ""},
      {"cancelled", "AUTH PLAIN\r\n*\r\n", "334 501", ""},
      {"cancelled at the password", "AUTH LOGIN\r\nam9l\r\n*\r\n", "334 334 501", ""},
      {"no base64", "AUTH PLAIN !!!\r\n", "501", ""},
      {"no base64 at the prompt", "AUTH LOGIN\r\nno base64\r\n", "334 501", ""},
      {"CRAM-MD5 with an initial response", "AUTH CRAM-MD5 am9l\r\n", "501", ""},
      {"PLAIN without a password", "AUTH PLAIN am9l\r\n", "501", ""},
      {"another one's rights", "AUTH PLAIN Ym9zcwBqb2UAaHVudGVyMg==\r\n", "535", ""},
      {"no user", "AUTH LOGIN =\r\naHVudGVyMg==\r\n", "334 535", ""},
      {"no password", "AUTH LOGIN\r\nam9l\r\n\r\n", "334 334 535", ""},
      {"a control byte", "AUTH LOGIN\r\nam9\x01l\r\n", "334 500", ""},
      {"a bare CR", "AUTH LOGIN\r\nam9l\rQUIT\r\n", "334 500", ""},
  };
  for (const auto& c : kCases) {
    Stage stage(at_level(AuthLevel::always_encrypted));
    stage.play(concat("EHLO c\r\n", c.said, "NOOP\r\nQUIT\r\n"));
    expect_text(codes(stage.wires.client_heard), concat("220 250 ", c.codes, " 250 221 "), "%s",
                c.label);
    expect_text(texts(stage.wires.checked), c.checked, "%s", c.label);
    // Not a byte of it.
    expect_text(commands(stage), "EHLO c\nNOOP\nQUIT\n", "%s", c.label);
    cr_expect_gt(stage.wires.wiped, 0u, "%s", c.label);
  }
}

Test(session_auth, prompts_are_base64) {
  Stage stage(at_level(AuthLevel::always_encrypted));
  stage.play("EHLO c\r\nAUTH LOGIN\r\nam9l\r\n*\r\nAUTH PLAIN\r\n*\r\nAUTH CRAM-MD5\r\n*\r\n");
  for (const std::string_view prompt :
       {"\n334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n501 ", "\n334 \r\n501 ",
        "\n334 PDEuMkBteC5leGFtcGxlLmNvbT4=\r\n501 "}) {
    cr_expect_neq(stage.wires.client_heard.find(prompt), std::string::npos);
  }
}

Test(session_auth, cram_md5_needs_a_level_that_offers_it) {
  Stage stage(always());
  stage.play("EHLO c\r\nAUTH CRAM-MD5\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 504 221 ");
}

Test(session_auth, lines_have_a_limit) {
  constexpr size_t kLimit = spamweir::smtp::kMaxAuthLine;
  for (const size_t size : {kLimit - 1, kLimit, kLimit + 1, 3 * kLimit}) {
    Stage stage(always());
    // No password that a program could take is that long, but each letter is base64.
    const std::string line(size - 2, 'A');
    stage.play(concat("EHLO c\r\nAUTH LOGIN\r\nam9l\r\n", line, "\r\nNOOP\r\nQUIT\r\n"));
    const std::string_view code = size > kLimit ? "500" : "501";
    expect_text(codes(stage.wires.client_heard), concat("220 250 334 334 ", code, " 250 221 "),
                "%zu bytes", size);
    expect_text(commands(stage), "EHLO c\nNOOP\nQUIT\n", "%zu bytes", size);
  }
}

Test(session_auth, nothing_depends_on_how_bytes_are_split) {
  const std::string said = concat("EHLO c\r\nAUTH LOGIN\r\nam9l\r\n*\r\nAUTH PLAIN x\r\n", kLogin,
                                  "AUTH LOGIN\r\n", kRelayed, "QUIT\r\n");
  for (size_t cut = 0; cut <= said.size(); ++cut) {
    for (const bool eager : {true, false}) {
      Stage stage(always());
      stage.play(said, cut == 0 ? every_byte(said) : std::vector{cut}, eager);
      expect_text(codes(stage.wires.client_heard),
                  "220 250 334 334 501 501 334 334 235 503 250 250 221 ", "cut at %zu", cut);
      expect_text(texts(stage.wires.checked), "joe/hunter2\n", "cut at %zu", cut);
      expect_text(commands(stage), "EHLO c\nMAIL FROM:<a@b.test>\nRCPT TO:<z@far.test>\nQUIT\n",
                  "cut at %zu", cut);
    }
  }
}

// ---- Sequence.

Test(session_auth, sequence) {
  struct {
    const char* label;
    std::string_view before;  // behind EHLO
    std::string_view code;
  } constexpr kCases[] = {
      {"twice", "AUTH PLAIN AGpvZQBodW50ZXIy\r\n", "503"},
      {"twice, behind another EHLO", "AUTH PLAIN AGpvZQBodW50ZXIy\r\nEHLO c\r\n", "503"},
      {"behind MAIL", "MAIL FROM:<a@b.test>\r\n", "503"},
      {"behind RCPT", "MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\n", "503"},
      {"behind RSET", "MAIL FROM:<a@b.test>\r\nRSET\r\n", "235"},
      {"behind another EHLO", "MAIL FROM:<a@b.test>\r\nEHLO c\r\n", "235"},
      {"behind a message", "MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\nhi\r\n.\r\n",
       "235"},
      {"behind an unreadable MAIL", "MAIL FROM:<a@b@c>>\r\n", "235"},
      {"behind a sender that the filter refused", "MAIL FROM:<a@bad.test>\r\n", "503"},
      {"behind one, within another's message", "MAIL FROM:<a@b.test>\r\nMAIL FROM:<a@bad.test>\r\n",
       "503"},
  };
  for (const auto& c : kCases) {
    Settings settings = always();
    settings.sender_blacklist.entries = {"@bad.test"};
    for (const bool eager : {true, false}) {
      Stage stage(settings);
      stage.play(concat("EHLO c\r\n", c.before, kPlain, "QUIT\r\n"), {}, eager);
      cr_expect(codes(stage.wires.client_heard).ends_with(concat(" ", c.code, " 221 ")), "%s: %s",
                c.label, stage.wires.client_heard.c_str());
    }
  }
}

Test(session_auth, a_mail_that_the_server_refused_begins_no_transaction) {
  for (const bool eager : {true, false}) {
    Stage stage(always());
    stage.wires.server.mail_reply = "530 Authentication required\r\n";
    stage.play(concat("EHLO c\r\nMAIL FROM:<a@b.test>\r\n", kPlain, "QUIT\r\n"), {}, eager);
    expect_text(codes(stage.wires.client_heard), "220 250 530 235 221 ");
  }
}

Test(session_auth, what_is_pipelined_behind_it_waits) {
  Stage stage(always());
  auto& session = stage.session();
  stage.wires.deliver(session);
  session.take_client("EHLO c\r\n");
  stage.wires.deliver(session);
  cr_expect_eq(session.take_client(kPlain), kPlain.size());
  cr_expect(session.filter_is_working());
  cr_expect_eq(session.take_client(kRelayed), 0u);
  session.take_check(Checker::Result::no);
  // The answer is held back, and so is all else.
  cr_expect(session.filter_is_working());
  cr_expect_eq(session.take_client(kRelayed), 0u);
  expect_text(codes(stage.wires.client_heard), "220 250 ");
  session.pause_over();
  cr_expect_not(session.filter_is_working());
  cr_expect_gt(session.take_client(kRelayed), 0u);
  expect_text(codes(stage.wires.client_heard), "220 250 535 ");
  expect_text(commands(stage), "EHLO c\nMAIL FROM:<a@b.test>\n");
}

Test(session_auth, it_waits_for_the_servers_answers) {
  Stage stage(always());
  stage.play(concat("EHLO c\r\nNOOP\r\n", kPlain, "NOOP\r\nAUTH\r\nQUIT\r\n"), {}, false);
  expect_text(codes(stage.wires.client_heard), "220 250 250 235 250 503 221 ");
}

Test(session_auth, who_leaves_within_it_is_let_go) {
  for (const std::string_view said :
       {"AUTH LOGIN\r\n", "AUTH LOGIN\r\nam9l\r\n", "AUTH LOGIN\r\nam"}) {
    Stage stage(always());
    stage.play(concat("EHLO c\r\n", said));
    cr_expect(stage.wires.server_closed);
    cr_expect(stage.wires.checked.empty());
    expect_text(commands(stage), "EHLO c\n");
  }
}
