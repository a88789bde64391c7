// session_auth.cc: what comes of a password, and of none.
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
using spamweir::config::FilterLevel;
using spamweir::config::Settings;
using spamweir::testing::always;
using spamweir::testing::codes;
using spamweir::testing::commands;
using spamweir::testing::expect_text;
using spamweir::testing::kPlain;
using spamweir::testing::kRelayed;
using spamweir::testing::Stage;
using spamweir::testing::with_tls;

namespace {

constexpr std::string_view kServersPlainOffer = "250-mx\r\n250 AUTH LOGIN PLAIN\r\n";

std::string pauses(const Stage& stage) {
  std::string text;
  for (const auto time : stage.wires.pauses) text += std::to_string(time.count()) + " ";
  return text;
}

std::string times(size_t count, std::string_view text) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace

// ---- Wrong passwords.

Test(session_auth_verdicts, wrong_passwords_end_the_connection) {
  struct {
    int most, delay_secs;
    std::string_view codes, pauses;  // of six tries
  } constexpr kCases[] = {
      {3, 1, "535 535 535 421 ", "1 2 4 "},
      {1, 5, "535 421 ", "5 "},
      {2, 0, "535 535 421 ", ""},
      {0, 20, "535 535 535 535 535 535 221 ", "20 40 60 60 60 60 "},
      {6, 1, "535 535 535 535 535 535 421 ", "1 2 4 8 16 32 "},
      {7, 0, "535 535 535 535 535 535 221 ", ""},
  };
  for (const auto& c : kCases) {
    Settings settings = always();
    settings.auth.max_failures = c.most;
    settings.auth.failure_delay_secs = c.delay_secs;
    Stage stage(settings);
    stage.wires.check_result = Checker::Result::no;
    stage.play(concat("EHLO c\r\n", times(6, kPlain), "QUIT\r\n"));
    expect_text(codes(stage.wires.client_heard), concat("220 250 ", c.codes), "%d", c.most);
    expect_text(pauses(stage), c.pauses, "%d", c.most);
    const bool ended = c.codes.ends_with("421 ");
    cr_expect_eq(stage.log_text().find("the connection is closed") != std::string::npos, ended);
    if (ended) cr_expect(stage.wires.client_closed && stage.wires.server_closed);
  }
}

Test(session_auth_verdicts, only_wrong_passwords_count) {
  Settings settings = always();
  settings.auth.max_failures = 1;
  Stage stage(settings);
  stage.play(
      concat("EHLO c\r\n", "AUTH\r\nAUTH FOO\r\nAUTH PLAIN !\r\nAUTH LOGIN\r\n*\r\nQUIT\r\n"));
  expect_text(codes(stage.wires.client_heard), "220 250 501 504 501 334 501 221 ");
  cr_expect(stage.wires.pauses.empty());
}

// One of several programs that can't tell must not be a way to ask the others for free.
Test(session_auth_verdicts, what_could_not_be_told_counts_too) {
  Settings settings = always();
  settings.auth.max_failures = 2;
  Stage stage(settings);
  stage.wires.check_result = Checker::Result::error;
  stage.play(concat("EHLO c\r\n", kPlain, kPlain, kPlain));
  expect_text(codes(stage.wires.client_heard), "220 250 454 454 421 ");
  expect_text(pauses(stage), "1 2 ");
  cr_expect(stage.log_text().find("FAILED_AUTH") != std::string::npos);
}

// What is refused without asking anybody would else be a way to try for free.
Test(session_auth_verdicts, what_needs_no_check_counts_too) {
  Settings settings = always();
  settings.auth.max_failures = 2;
  Stage stage(settings);
  stage.play(
      concat("EHLO c\r\nAUTH LOGIN am9l\r\n\r\nAUTH PLAIN Ym9zcwBqb2UAaHVudGVyMg==\r\n", kPlain));
  expect_text(codes(stage.wires.client_heard), "220 250 334 535 535 421 ");
  expect_text(pauses(stage), "1 2 ");
  cr_expect(stage.wires.checked.empty());
}

Test(session_auth_verdicts, neither_rset_nor_hello_nor_tls_forgets_failures) {
  Stage stage(with_tls(always()));
  stage.wires.has_tls = true;
  stage.wires.check_result = Checker::Result::no;
  const std::string clear =
      concat("EHLO c\r\n", kPlain, "RSET\r\nEHLO c\r\n", kPlain, "STARTTLS\r\n");
  stage.play(concat(clear, "EHLO c\r\n", kPlain), {clear.size()});
  expect_text(codes(stage.wires.client_heard), "220 250 535 250 250 535 220 (TL 250 535 421 ");
}

Test(session_auth_verdicts, refusals_are_in_the_administrators_words) {
  Settings settings = always();
  settings.rejection_texts[static_cast<size_t>(spamweir::config::Rejection::failed_auth)] = "No!";
  settings.rejection_texts[static_cast<size_t>(spamweir::config::Rejection::unknown_auth)] = "Eh?";
  settings.policy_url = "http://x.test/p";
  Stage stage(settings);
  stage.wires.check_result = Checker::Result::no;
  stage.play(concat("EHLO c\r\nAUTH FOO\r\nAUTH LOGIN am9l\r\n\r\n", kPlain));
  cr_expect(
      stage.wires.client_heard.ends_with("504 Eh?\r\n334 UGFzc3dvcmQ6\r\n535 No!\r\n535 No!\r\n"),
      "%s", stage.wires.client_heard.c_str());
}

// ---- Right ones.

Test(session_auth_verdicts, the_log_names_the_user) {
  Settings settings = always();
  settings.relay_level = spamweir::config::RelayLevel::block_all;
  Stage stage(settings);
  stage.play(concat("EHLO c\r\n", kPlain, kRelayed, "QUIT\r\n"));
  cr_expect_neq(stage.log_text().find("DENIED_RELAYING from: a@b.test to: z@far.test "
                                      "origin_ip: 11.22.33.44 origin_rdns: (unknown) auth: joe "),
                std::string::npos);
  cr_expect_eq(stage.log_text().find("hunter2"), std::string::npos);
}

// "x" y, who would like to be somebody else.
Test(session_auth_verdicts, no_user_name_imitates_another_field) {
  Settings settings = always();
  settings.relay_level = spamweir::config::RelayLevel::block_all;
  Stage stage(settings);
  stage.play(concat("EHLO c\r\nAUTH PLAIN ACJ4IiB5IGVuY3J5cHRpb246AHA=\r\n", kRelayed, "QUIT\r\n"));
  cr_expect_neq(stage.log_text().find(" auth: 'x'_y_encryption: encryption: (none) "),
                std::string::npos);
}

Test(session_auth_verdicts, a_failure_gives_no_name_and_no_rights) {
  for (const Checker::Result result : {Checker::Result::no, Checker::Result::error}) {
    Stage stage(always());
    stage.wires.check_result = result;
    stage.play(concat("EHLO c\r\n", kPlain, kRelayed, "QUIT\r\n"));
    cr_expect_neq(stage.log_text().find("auth: (unknown) "), std::string::npos);
    cr_expect(codes(stage.wires.client_heard).ends_with(" 250 554 221 "));
  }
}

// ---- TLS begins anew.

Test(session_auth_verdicts, tls_forgets_who_the_client_is) {
  Stage stage(with_tls(always()));
  stage.wires.has_tls = true;
  const std::string clear = concat("EHLO c\r\n", kPlain, "STARTTLS\r\n");
  stage.play(concat(clear, "EHLO c\r\n", kRelayed, "RSET\r\n", kPlain, kRelayed, "QUIT\r\n"),
             {clear.size()});
  expect_text(codes(stage.wires.client_heard),
              "220 250 235 220 (TL 250 250 554 250 235 250 250 221 ");
  cr_expect_neq(stage.log_text().find("to: z@far.test origin_ip: 11.22.33.44 origin_rdns: "
                                      "(unknown) auth: (unknown) encryption: TLS "),
                std::string::npos);
}

Test(session_auth_verdicts, the_offer_in_clear_does_not_hold_within_tls) {
  Stage stage(with_tls(always()));
  stage.wires.has_tls = true;
  const std::string clear = "EHLO c\r\nSTARTTLS\r\n";
  stage.play(concat(clear, kPlain, "QUIT\r\n"), {clear.size()});
  expect_text(codes(stage.wires.client_heard), "220 250 220 (TL 503 221 ");
}

Test(session_auth_verdicts, a_login_pipelined_behind_starttls_is_thrown_away) {
  Stage stage(with_tls(always()));
  stage.wires.has_tls = true;
  const std::string clear = concat("EHLO c\r\nSTARTTLS\r\n", kPlain);
  stage.play(concat(clear, "EHLO c\r\n", kRelayed, "QUIT\r\n"), {clear.size()});
  expect_text(codes(stage.wires.client_heard), "220 250 220 (TL 250 250 554 221 ");
  cr_expect(stage.wires.checked.empty());
}

// The server can't be made to forget: RFC 3207 4.2.
Test(session_auth_verdicts, no_starttls_behind_a_login_with_the_server) {
  Settings settings = with_tls({});
  Stage stage(settings);
  stage.wires.has_tls = true;
  stage.wires.server.ehlo_lines = kServersPlainOffer;
  stage.wires.server.auth_replies = {"235 ok\r\n"};
  stage.play(concat("EHLO c\r\n", kPlain, "STARTTLS\r\nQUIT\r\n"));
  expect_text(codes(stage.wires.client_heard), "220 250 235 503 221 ");
}

// ---- Who could still be spared by a login.

Test(session_auth_verdicts, a_blacklisted_client_keeps_its_server_while_it_may_log_in) {
  struct {
    const char* label;
    void (*configure)(Settings&);
    bool server_offers;
    std::string_view hello;
    bool kept;
  } constexpr kCases[] = {
      {"own AUTH", [](Settings&) {}, false, "EHLO c\r\n", true},
      {"no EHLO", [](Settings&) {}, false, "", false},
      {"HELO", [](Settings&) {}, false, "HELO c\r\n", false},
      {"no command", [](Settings& s) { s.auth.commands.clear(); }, false, "EHLO c\r\n", false},
      {"the server's AUTH", [](Settings& s) { s.smtp_auth_level = AuthLevel::observe; }, true,
       "EHLO c\r\n", true},
      {"a server without AUTH", [](Settings& s) { s.smtp_auth_level = AuthLevel::observe; }, false,
       "EHLO c\r\n", false},
      {"hidden AUTH", [](Settings& s) { s.smtp_auth_level = AuthLevel::none; }, true, "EHLO c\r\n",
       false},
      {"within TLS only", [](Settings& s) { s.auth.require_tls = true; }, true, "EHLO c\r\n",
       false},
      {"within TLS only, which there is",
       [](Settings& s) {
         s.auth.require_tls = true;
         s.tls.certificate_files = {"a certificate"};
       },
       false, "EHLO c\r\n", true},
      {"within TLS only, which there is, but no AUTH",
       [](Settings& s) {
         s.smtp_auth_level = AuthLevel::none;
         s.auth.require_tls = true;
         s.tls.certificate_files = {"a certificate"};
       },
       true, "EHLO c\r\n", false},
      {"reject-all", [](Settings& s) { s.filter_level = FilterLevel::reject_all; }, false,
       "EHLO c\r\n", false},
      {"require-auth", [](Settings& s) { s.filter_level = FilterLevel::require_auth; }, false,
       "EHLO c\r\n", true},
  };
  for (const auto& c : kCases) {
    Settings settings = always();
    settings.ip_blacklist.entries = {"11.22.33.44"};
    c.configure(settings);
    Stage stage(settings);
    if (c.server_offers) stage.wires.server.ehlo_lines = kServersPlainOffer;
    auto& session = stage.session();
    stage.wires.deliver(session);
    if (session.take_client(c.hello) > 0) stage.wires.deliver(session);
    session.take_client("MAIL FROM:<a@b.test>\r\n");
    cr_expect_eq(stage.wires.server_closed, !c.kept, "%s", c.label);
    session.take_client("RCPT TO:<x@example.com>\r\n");
    cr_expect(codes(stage.wires.client_heard).ends_with("250 554 "), "%s", c.label);
    cr_expect_eq(commands(stage).find("MAIL"), std::string::npos, "%s", c.label);
  }
}

Test(session_auth_verdicts, a_login_lifts_a_blacklist) {
  for (const FilterLevel level : {FilterLevel::normal, FilterLevel::require_auth}) {
    Settings settings = always();
    settings.filter_level = level;
    settings.ip_blacklist.entries = {"11.22.33.44"};
    Stage stage(settings);
    stage.play(concat("EHLO c\r\n", kRelayed, "RSET\r\n", kPlain, kRelayed, "QUIT\r\n"));
    expect_text(codes(stage.wires.client_heard), "220 250 250 554 250 235 250 250 221 ");
    expect_text(commands(stage),
                "EHLO c\nRSET\nMAIL FROM:<a@b.test>\nRCPT TO:<z@far.test>\nQUIT\n");
  }
}

Test(session_auth_verdicts, no_login_lifts_reject_all) {
  Settings settings = always();
  settings.filter_level = FilterLevel::reject_all;
  Stage stage(settings);
  stage.play(concat("EHLO c\r\n", kPlain, kRelayed, "QUIT\r\n"));
  expect_text(codes(stage.wires.client_heard), "220 250 235 250 554 221 ");
  cr_expect(stage.wires.server_closed);
}

// ---- Users that can't be read.

Test(session_auth_verdicts, nobody_gets_by_as_nobody_where_users_matter) {
  struct {
    const char* label;
    std::string_view said;
    std::string_view codes, codes_where_users_matter;  // of the answers to it
    std::string_view server_saw;                       // where users matter
  } constexpr kCases[] = {
      {"no base64", "AUTH PLAIN !!!\r\n", "235", "501", ""},
      {"an empty user", "AUTH PLAIN AABodW50ZXIy\r\n", "235", "501", ""},
      {"another mechanism", "AUTH XOAUTH2 dXNlcj1qb2U=\r\n", "235", "501", ""},
      {"no base64 at the prompt", "AUTH LOGIN\r\n!!!\r\n", "334 235", "334 501", "AUTH LOGIN\n*\n"},
      {"another mechanism at the prompt", "AUTH GSSAPI\r\nYWJj\r\n", "334 235", "334 501",
       "AUTH GSSAPI\n*\n"},
  };
  for (const bool matters : {false, true}) {
    for (const auto& c : kCases) {
      Settings settings;
      if (matters) settings.reject_sender = spamweir::config::kNotUser;
      Stage stage(settings);
      stage.wires.server.ehlo_lines = kServersPlainOffer;
      const bool prompted = c.codes.starts_with("334");
      if (prompted) stage.wires.server.auth_replies = {"334 \r\n"};
      stage.wires.server.auth_replies.push_back(matters ? "501 cancelled\r\n" : "235 ok\r\n");
      stage.play(concat("EHLO c\r\n", c.said, kRelayed, "QUIT\r\n"));
      expect_text(codes(stage.wires.client_heard),
                  concat("220 250 ", matters ? c.codes_where_users_matter : c.codes, " 250 ",
                         matters ? "554" : "250", " 221 "),
                  "%s", c.label);
      if (!matters) continue;
      expect_text(commands(stage), concat("EHLO c\n", c.server_saw, "MAIL FROM:<a@b.test>\nQUIT\n"),
                  "%s", c.label);
    }
  }
}

Test(session_auth_verdicts, the_filters_own_users_are_known) {
  Settings settings = always();
  settings.reject_sender = spamweir::config::kNotUser;
  Stage stage(settings);
  stage.play(concat("EHLO c\r\n", kPlain,
                    "MAIL FROM:<boss@example.com>\r\nRCPT TO:<x@example.com>\r\n"
                    "MAIL FROM:<joe@example.com>\r\nRCPT TO:<x@example.com>\r\nQUIT\r\n"));
  expect_text(codes(stage.wires.client_heard), "220 250 235 250 554 250 250 221 ");
}
