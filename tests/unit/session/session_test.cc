#include "session/session.h"

#include <criterion/criterion.h>

#include <string>
#include <vector>

#include "support/expect.h"
#include "support/stage.h"

using spamweir::config::Settings;
using spamweir::testing::codes;
using spamweir::testing::commands;
using spamweir::testing::expect_text;
using spamweir::testing::Stage;

namespace {

constexpr std::string_view kTail =
    " origin_ip: 11.22.33.44 origin_rdns: (unknown) auth: (unknown) encryption: (none) reason: ";

constexpr std::string_view kBatch =
    "EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nRCPT TO:<bad@example.com>\r\n"
    "RCPT TO:<y@example.com>\r\nDATA\r\nSubject: x\r\n\r\nhi\r\n..dot\r\n.\r\nQUIT\r\n";

Settings with_bad_recipient() {
  Settings settings;
  settings.recipient_blacklist.entries = {"bad@example.com"};
  return settings;
}

constexpr std::string_view kBatchAnswer =
    "220 mx.example.com ESMTP\r\n"
    "250-mx.example.com\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
    "250 ok\r\n250 ok\r\n554 Refused. Mail is not being accepted at this address.\r\n250 ok\r\n"
    "354 go ahead\r\n250 ok 1 qp 2\r\n221 mx.example.com\r\n";

}  // namespace

Test(session, a_pipelined_batch_is_answered_in_order_at_every_split) {
  for (size_t cut = 0; cut <= kBatch.size(); ++cut) {
    for (const bool eager : {true, false}) {
      Stage stage(with_bad_recipient());
      stage.play(kBatch, {cut}, eager);
      expect_text(stage.wires.client_heard, kBatchAnswer, "cut at %zu, %s", cut,
                  eager ? "eager" : "lazy");
      cr_assert_eq(stage.wires.server.messages.size(), 1u);
      expect_text(stage.wires.server.messages[0], "Subject: x||hi|.dot|");
    }
  }
}

Test(session, byte_by_byte) {
  std::vector<size_t> cuts;
  for (size_t i = 1; i < kBatch.size(); ++i) cuts.push_back(i);
  Stage stage(with_bad_recipient());
  stage.play(kBatch, cuts, false);
  expect_text(stage.wires.client_heard, kBatchAnswer);
}

Test(session, what_is_judged_is_what_is_passed_on) {
  Stage stage;
  stage.play(
      "mail from: <@route.test:\"joe\"@b.test> SIZE=5\r\n"
      "rcpt to:x@example.com\r\nRCPT <y@Example.COM> NOTIFY=NEVER\r\nRCPT "
      "TO:<x\\@example.com@far.test>\r\nQUIT\r\n");
  expect_text(commands(stage),
              "MAIL FROM:<joe@b.test> SIZE=5\nRCPT TO:<x@example.com>\n"
              "RCPT TO:<y@Example.COM> NOTIFY=NEVER\nQUIT\n");
  expect_text(codes(stage.wires.client_heard), "220 250 250 250 554 221 ");
}

Test(session, a_refused_connection_is_answered_alone) {
  Settings settings;
  settings.ip_blacklist.entries = {"11.22.33"};
  settings.policy_url = "http://x.test/p";
  Stage stage(settings);
  stage.play(
      "EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\nNOOP\r\nEHLO "
      "c\r\nQUIT\r\n",
      {}, false);
  const std::string text =
      "Refused. Your IP address is blacklisted. See: http://x.test/p#DENIED_BLACKLIST_IP\r\n";
  expect_text(stage.wires.client_heard,
              "220 mx.example.com ESMTP\r\n250-mx.example.com\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
              "250 " +
                  text + "554 " + text + "554 " + text + "554 " + text + "250 " + text + "221 " +
                  text);
  expect_text(commands(stage), "EHLO c\n");
  cr_expect(stage.wires.server_closed && stage.wires.client_closed);
  expect_text(stage.log_text(),
              "FILTER_BLACKLIST_IP ip: 11.22.33.44 entry: 11.22.33\n"
              "DENIED_BLACKLIST_IP from: a@b.test to: x@example.com" +
                  std::string(kTail) + "11.22.33\n");
}

Test(session, a_server_that_offers_auth_is_kept_for_a_refused_connection) {
  Settings settings;
  settings.ip_blacklist.entries = {"11.22.33.44"};
  Stage stage(settings);
  stage.wires.server.ehlo_lines = "250-mx\r\n250 AUTH LOGIN PLAIN\r\n";
  stage.wires.server.auth_replies = {"334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n", "235 ok\r\n"};
  stage.play(
      "EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nRSET\r\n"
      "AUTH LOGIN\r\ndXNlcg==\r\ncGFzcw==\r\nMAIL FROM:<a@b.test>\r\nRCPT "
      "TO:<z@far.test>\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 250 554 250 334 334 235 250 250 221 ");
}

Test(session, authentication_is_believed_only_where_it_was_offered) {
  Stage stage;
  stage.wires.server.auth_replies = {"235 anything goes\r\n"};
  stage.play(
      "EHLO c\r\nAUTH PLAIN AHVzZXIAcGFzcw==\r\nMAIL FROM:<a@b.test>\r\nRCPT "
      "TO:<z@far.test>\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 235 250 554 221 ");
}

Test(session, auth_is_hidden_and_refused_at_level_none) {
  Settings settings;
  settings.smtp_auth_level = spamweir::config::AuthLevel::none;
  Stage stage(settings);
  stage.wires.server.ehlo_lines = "250-mx\r\n250 AUTH LOGIN PLAIN\r\n";
  stage.play("EHLO c\r\nAUTH PLAIN AHVzZXIAcGFzcw==\r\nQUIT\r\n");
  expect_text(stage.wires.client_heard,
              "220 mx.example.com ESMTP\r\n250 mx\r\n502 Command not implemented.\r\n221 "
              "mx.example.com\r\n");
  expect_text(commands(stage), "EHLO c\nQUIT\n");
}

Test(session, a_sender_is_refused_for_one_message_only) {
  Settings settings;
  settings.sender_blacklist.entries = {"@bad.test"};
  Stage stage(settings);
  stage.play(
      "MAIL FROM:<a@bad.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\nNOOP\r\nMAIL "
      "FROM:<a@b.test>\r\n"
      "RCPT TO:<x@example.com>\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 554 554 250 250 250 221 ");
  expect_text(commands(stage), "NOOP\nMAIL FROM:<a@b.test>\nRCPT TO:<x@example.com>\nQUIT\n");
}

Test(session, data_without_a_recipient) {
  Stage stage;
  stage.play("MAIL FROM:<a@b.test>\r\nDATA\r\nRSET\r\nQUIT\r\n");
  expect_text(stage.wires.client_heard,
              "220 mx.example.com ESMTP\r\n250 ok\r\n554 Refused. You must specify at least one "
              "valid recipient.\r\n"
              "250 flushed\r\n221 mx.example.com\r\n");
}

Test(session, a_late_answer_to_a_reset_recipient_counts_for_nothing) {
  Stage stage;
  // One piece, and the server answers only when the session can't go on: RSET overtakes the answer
  // to RCPT.
  stage.play(
      "MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nRSET\r\nMAIL "
      "FROM:<c@d.test>\r\nDATA\r\nQUIT\r\n",
      {}, false);
  expect_text(codes(stage.wires.client_heard), "220 250 250 250 250 554 221 ");
}

Test(session, max_recipients_counts_what_the_server_accepts) {
  Settings settings;
  settings.max_recipients = 2;
  for (const bool eager : {true, false}) {
    Stage stage(settings);
    stage.play(
        "MAIL FROM:<a@b.test>\r\nRCPT TO:<1@example.com>\r\nRCPT TO:<2@example.com>\r\nRCPT "
        "TO:<3@example.com>\r\n"
        "RSET\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<1@example.com>\r\nQUIT\r\n",
        {}, eager);
    expect_text(codes(stage.wires.client_heard), "220 250 250 250 421 250 250 250 221 ");

    Stage refusing(settings);
    refusing.wires.server.rcpt_reply = "550 no\r\n";
    refusing.play(
        "MAIL FROM:<a@b.test>\r\nRCPT TO:<1@example.com>\r\nRCPT TO:<2@example.com>\r\nRCPT "
        "TO:<3@example.com>\r\nQUIT\r\n",
        {}, eager);
    expect_text(codes(refusing.wires.client_heard), "220 250 550 550 550 221 ");
  }
}

Test(session, long_lines_and_control_characters) {
  Stage stage;
  stage.play("NOOP " + std::string(2041, 'x') + "\r\nNOOP " + std::string(2042, 'x') + "\r\n" +
             std::string("NOOP\0x\r\n", 8) + "NOOP\r\nQUIT\r\n");
  // The first is unknown to this server, but it has reached it.
  expect_text(codes(stage.wires.client_heard), "220 502 500 500 250 221 ");
}

Test(session, what_must_not_pass_is_refused) {
  Stage stage;
  stage.play(
      "BDAT 3 LAST\r\nXCLIENT ADDR=1.2.3.4\r\nXFORWARD NAME=x\r\nBURL imap://x\r\nVRFY "
      "x\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 502 502 502 502 502 221 ");
  expect_text(commands(stage), "VRFY x\nQUIT\n");
}

Test(session, starttls_passes_ciphertext_and_drops_what_was_pipelined) {
  Stage stage;
  stage.wires.server.starttls_reply = "220 ready\r\n250 injected by the server\r\n";
  stage.wires.play(stage.session(), "STARTTLS\r\nRCPT TO:<injected@far.test>\r\n");
  expect_text(stage.wires.client_heard, "220 mx.example.com ESMTP\r\n220 ready\r\n");
  expect_text(commands(stage), "STARTTLS\n");
  cr_expect(stage.wires.discarded_client_input);
  cr_expect_eq(stage.session().take_client("\x16\x03\x01"), 3u);
  stage.session().take_server("\x16\x03\x03");
  cr_expect(stage.wires.client_heard.ends_with("\x16\x03\x03"));
  cr_expect(stage.log_text().find("encryption: TLS_PASSTHROUGH") != std::string::npos);
}

Test(session, starttls_is_hidden_where_the_filter_judges_relaying) {
  Settings settings;
  settings.relay_level = spamweir::config::RelayLevel::allow_all;
  Stage stage(settings);
  stage.wires.server.ehlo_lines = "250-mx\r\n250-STARTTLS\r\n250 SIZE\r\n";
  stage.play("EHLO c\r\nSTARTTLS\r\nQUIT\r\n");
  expect_text(stage.wires.client_heard,
              "220 mx.example.com ESMTP\r\n250-mx\r\n250 SIZE\r\n454 Failed to negotiate TLS "
              "connection.\r\n"
              "221 mx.example.com\r\n");
  expect_text(commands(stage), "EHLO c\nQUIT\n");
}

Test(session, starttls_of_a_refused_client_is_refused) {
  Settings settings;
  settings.ip_blacklist.entries = {"11.22.33.44"};
  Stage stage(settings);
  stage.play("STARTTLS\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 554 221 ");
}

Test(session, early_talkers) {
  Settings settings;
  settings.greeting_delay_secs = 5;
  Stage stage(settings);
  cr_expect(!stage.session().skips_greeting_delay());
  stage.wires.deliver(stage.session());
  expect_text(stage.wires.client_heard, "", "the greeting is held");
  cr_expect_eq(stage.session().take_client("EHLO c\r\n"), 0u);
  stage.session().greeting_delay_over();
  stage.play("EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 250 554 221 ");
  cr_expect(stage.log_text().find("FILTER_EARLYTALKER delay: 5") != std::string::npos);
}

Test(session, a_patient_client_is_no_early_talker) {
  Settings settings;
  settings.greeting_delay_secs = 5;
  Stage stage(settings);
  stage.wires.deliver(stage.session());
  stage.session().greeting_delay_over();
  stage.play("EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 250 250 221 ");
}

Test(session, time_out_names_the_verdict_that_stood) {
  for (const bool listed : {false, true}) {
    Settings settings;
    if (listed) settings.ip_blacklist.entries = {"11.22.33.44"};
    Stage stage(settings);
    stage.wires.deliver(stage.session());
    stage.session().time_out();
    expect_text(stage.wires.client_heard,
                "220 mx.example.com ESMTP\r\n421 Timeout. Talk faster next time.\r\n");
    cr_expect(stage.wires.client_closed && stage.wires.server_closed);
    const std::string reason = listed ? "DENIED_BLACKLIST_IP" : "TIMEOUT";
    expect_text(stage.log_lines().back(),
                "TIMEOUT from: (unknown) to: (unknown)" + std::string(kTail) + reason);
  }
}

Test(session, a_server_that_goes_away_leaves_a_421) {
  Stage stage;
  stage.wires.deliver(stage.session());
  stage.session().take_client("NOOP\r\n");
  stage.session().server_ended();
  expect_text(codes(stage.wires.client_heard), "220 421 ");
  cr_expect(stage.wires.client_closed);
}

Test(session, a_server_that_said_good_bye_is_not_spoken_for) {
  Stage stage;
  stage.wires.deliver(stage.session());
  stage.session().take_server("421 too slow\r\n");
  stage.session().server_ended();
  expect_text(codes(stage.wires.client_heard), "220 421 ");
}

Test(session, control_characters_do_not_reach_logs_as_they_are) {
  Stage stage;
  stage.play(
      "MAIL FROM:<a@b.test>\r\nRCPT TO:<\"x reason: y\"@far.test>\r\nRCPT TO:<>\r\nQUIT\r\n");
  cr_expect(stage.log_text().find("to: 'x_reason:_y'@far.test") == std::string::npos);
  cr_expect(stage.log_text().find("to: x_reason:_y@far.test origin_ip") != std::string::npos, "%s",
            stage.log_text().c_str());
  cr_expect(stage.log_text().find("ERROR: unable to parse input: RCPT TO:<>\nDENIED_UNPARSEABLE "
                                  "from: a@b.test to: (unknown)") != std::string::npos);
}

// A server that refuses a MAIL within a message keeps the message: the filter must not speak of
// another one.
Test(session, server_and_filter_speak_of_the_same_message) {
  Settings settings;
  settings.sender_blacklist.entries = {"@bad.test"};
  const std::string begin = "EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<v@example.com>\r\n";
  struct {
    const char* label;
    const char* between;
  } constexpr kCases[] = {
      {"another MAIL", ""},
      {"EHLO", "EHLO c\r\n"},
      {"a refused sender", "MAIL FROM:<x@bad.test>\r\n"},
  };
  for (const auto& c : kCases) {
    Stage stage(settings);
    stage.wires.server.refuses_nested_mail = true;
    stage.play(begin + c.between +
               "MAIL FROM:<c@d.test>\r\nRCPT TO:<w@example.com>\r\nDATA\r\nhi\r\n.\r\nQUIT\r\n");
    cr_expect(commands(stage).find("RSET\n") != std::string::npos, "%s", c.label);
    cr_expect(stage.wires.client_heard.find("503") == std::string::npos, "%s", c.label);
    expect_text(stage.log_lines().back().substr(0, 45),
                "ALLOWED from: c@d.test to: w@example.com orig", "%s", c.label);
  }
}

Test(session, no_reset_where_none_is_needed) {
  Stage stage;
  stage.play(
      "EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<v@example.com>\r\nDATA\r\nhi\r\n.\r\n"
      "MAIL FROM:<a@b.test>\r\nRSET\r\nMAIL FROM:<a@b.test>\r\nQUIT\r\n");
  expect_text(
      commands(stage),
      "EHLO c\nMAIL FROM:<a@b.test>\nRCPT TO:<v@example.com>\nDATA\nMAIL FROM:<a@b.test>\nRSET\n"
      "MAIL FROM:<a@b.test>\nQUIT\n");
}

Test(session, what_ehlo_offers_counts_for_commands_sent_with_it) {
  Settings settings;
  settings.ip_blacklist.entries = {"11.22.33.44"};
  Stage stage(settings);
  stage.wires.server.ehlo_lines = "250-mx\r\n250 AUTH PLAIN\r\n";
  stage.wires.server.auth_replies = {"235 ok\r\n"};
  stage.play("EHLO c\r\nMAIL FROM:<a@b.test>\r\nRSET\r\nAUTH PLAIN AHVzZXIAcGFzcw==\r\nQUIT\r\n",
             {}, false);
  expect_text(codes(stage.wires.client_heard), "220 250 250 250 235 221 ");
}

Test(session, refusals_of_the_server_name_their_own_message) {
  Stage stage;
  stage.wires.server.rcpt_reply = "553 no\r\n";
  stage.play(
      "MAIL FROM:<first@b.test>\r\nRCPT TO:<x@example.com>\r\nRSET\r\nMAIL "
      "FROM:<second@b.test>\r\nQUIT\r\n",
      {}, false);
  expect_text(stage.log_lines().back(),
              "DENIED_OTHER from: first@b.test to: x@example.com" + std::string(kTail) + "553_no");
}

Test(session, a_refused_data_is_logged) {
  Stage stage;
  stage.wires.server.data_reply = "451 later\r\n";
  stage.play("MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\nQUIT\r\n");
  expect_text(
      stage.log_text(),
      "FILTER_OTHER response: \"451 later\"\nDENIED_OTHER from: a@b.test to: x@example.com" +
          std::string(kTail) + "451_later\n");
}

Test(session, a_bad_line_cancels_authentication) {
  for (const std::string& line : {std::string("ab\x01") + "c", std::string(13000, 'x')}) {
    Stage stage;
    stage.wires.server.auth_replies = {"334 VXNlcm5hbWU6\r\n", "501 cancelled\r\n"};
    stage.play("EHLO c\r\nAUTH LOGIN\r\n" + line + "\r\nMAIL FROM:<a@b.test>\r\nQUIT\r\n");
    expect_text(codes(stage.wires.client_heard), "220 250 334 500 250 221 ");
    expect_text(commands(stage), "EHLO c\nAUTH LOGIN\n*\nMAIL FROM:<a@b.test>\nQUIT\n");
  }
}

Test(session, open_commands_are_bounded) {
  Stage stage;
  stage.wires.deliver(stage.session());
  size_t taken = 0;
  while (stage.session().take_client("NOOP\r\n") > 0) ++taken;
  cr_expect_eq(taken, spamweir::session::ReplyQueue::kMost);
}

Test(session, tls_passes_only_where_nothing_must_be_seen) {
  struct {
    const char* label;
    void (*configure)(Settings&);
    bool passes;
  } constexpr kCases[] = {
      {"defaults", [](Settings&) {}, true},
      {"require-auth",
       [](Settings& s) { s.filter_level = spamweir::config::FilterLevel::require_auth; }, false},
      {"block-all", [](Settings& s) { s.relay_level = spamweir::config::RelayLevel::block_all; },
       false},
      {"relay entry", [](Settings& s) { s.ip_relay.entries = {"11.22.33.44"}; }, false},
      {"no AUTH wanted", [](Settings& s) { s.smtp_auth_level = spamweir::config::AuthLevel::none; },
       false},
      {"no passthrough",
       [](Settings& s) { s.tls_level = spamweir::config::TlsLevel::smtp_no_passthrough; }, false},
      {"none", [](Settings& s) { s.tls_level = spamweir::config::TlsLevel::none; }, false},
  };
  for (const auto& c : kCases) {
    Settings settings;
    c.configure(settings);
    Stage stage(settings);
    stage.wires.server.starttls_reply = "220 ready\r\n";
    stage.play("STARTTLS\r\n");
    expect_text(codes(stage.wires.client_heard), c.passes ? "220 220 " : "220 454 ", "%s", c.label);
    const bool is_error = stage.log_text().find("ERROR: STARTTLS refused") != std::string::npos;
    cr_expect_eq(is_error, !c.passes && settings.tls_level == spamweir::config::TlsLevel::smtp,
                 "%s", c.label);
  }
}

Test(session, a_held_greeting_is_not_lost_with_the_server) {
  Settings settings;
  settings.greeting_delay_secs = 5;
  Stage stage(settings);
  stage.session().take_server("554 no service\r\n");
  stage.session().server_ended();
  expect_text(stage.wires.client_heard, "554 no service\r\n");
}

Test(session, a_server_that_we_ended_is_not_blamed) {
  Stage stage;
  stage.wires.deliver(stage.session());
  stage.session().take_client("NOOP\r\n");
  stage.session().shut_down();
  stage.session().server_ended();
  expect_text(codes(stage.wires.client_heard), "220 421 ");
  expect_text(stage.log_text(), "");
}

Test(session, half_closed_is_not_gone) {
  Stage stage;
  stage.wires.deliver(stage.session());
  stage.session().take_client("NOOP\r\n");
  stage.session().client_ended();
  stage.session().server_ended();
  expect_text(codes(stage.wires.client_heard), "220 421 ");
}

Test(session, a_client_that_leaves_within_its_message_is_its_own_fault) {
  Stage stage;
  stage.play("MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\nhalf a mess");
  stage.session().server_ended();
  expect_text(stage.log_text(), "");
}
