// STARTTLS and TLS from the first byte, as the session sees them: the wires have TLS or have none.
#include <criterion/criterion.h>

#include "support/expect.h"
#include "support/stage.h"

using namespace spamweir;
using spamweir::testing::codes;
using spamweir::testing::commands;
using spamweir::testing::expect_text;
using spamweir::testing::Stage;

namespace {

constexpr std::string_view kSafe = "EHLO c\r\nSTARTTLS\r\n";

config::Settings with_certificate(config::TlsLevel level = config::TlsLevel::smtp) {
  config::Settings settings;
  settings.tls.certificate_files = {"/etc/spamweir/mail.pem"};
  settings.tls_level = level;
  return settings;
}

// The client waits for the answer to its STARTTLS, as it must.
void play_tls(Stage& stage, std::string_view clear, std::string_view encrypted) {
  stage.wires.has_tls = true;
  stage.play(std::string(clear) + std::string(encrypted), {clear.size()});
}

bool has(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

}  // namespace

Test(session_tls, is_offered_once_and_begun_here) {
  Stage stage(with_certificate());
  play_tls(stage, kSafe, "EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nQUIT\r\n");
  const std::string& heard = stage.wires.client_heard;
  const size_t tls = heard.find("220 Proceed.\r\n(TLS)\r\n");
  cr_assert(tls != std::string::npos, "%s", heard.c_str());
  cr_expect(has(heard.substr(0, tls), "250-STARTTLS\r\n"));
  cr_expect(!has(heard.substr(tls), "STARTTLS"));
  expect_text(commands(stage),
              "EHLO c\nEHLO c\nMAIL FROM:<a@b.test>\nRCPT TO:<x@example.com>\nQUIT\n");
  cr_expect(has(stage.log_text(), "TLS begun: version: TLSv1.3 cipher: AES resumed: no"), "%s",
            stage.log_text().c_str());
}

Test(session_tls, the_log_says_how_the_message_came) {
  for (const auto& [level, word] : {std::pair{config::TlsLevel::smtp, "encryption: TLS "},
                                    std::pair{config::TlsLevel::smtps, "encryption: SSL "}}) {
    Stage stage(with_certificate(level));
    stage.wires.has_tls = true;
    stage.session().begin();
    const bool at_once = level == config::TlsLevel::smtps;
    play_tls(stage, at_once ? "NOOP\r\n" : kSafe,
             "EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@far.test>\r\nQUIT\r\n");
    cr_expect(has(stage.log_text(), "DENIED_RELAYING from: a@b.test to: x@far.test"));
    cr_expect(has(stage.log_text(), word), "%s", stage.log_text().c_str());
  }
}

Test(session_tls, what_was_said_in_clear_counts_no_more) {
  Stage stage(with_certificate());
  play_tls(stage,
           "EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nSTARTTLS\r\n"
           "RCPT TO:<injected@example.com>\r\n",
           "DATA\r\nQUIT\r\n");
  expect_text(commands(stage),
              "EHLO c\nMAIL FROM:<a@b.test>\nRCPT TO:<x@example.com>\nRSET\nQUIT\n");
  expect_text(codes(stage.wires.client_heard), "220 250 250 250 220 (TL 554 221 ");
}

Test(session_tls, answers_that_are_owed_leave_before_it) {
  Stage stage(with_certificate());
  stage.wires.has_tls = true;
  stage.wires.play(stage.session(), "EHLO c\r\nNOOP\r\nHELP\r\nSTARTTLS\r\n", {}, false);
  expect_text(codes(stage.wires.client_heard), "220 250 250 502 220 (TL ");
}

Test(session_tls, other_answers) {
  const struct {
    const char* label;
    config::TlsLevel level;
    const char* clear;
    const char* encrypted;
    const char* want;
  } cases[] = {
      {"an argument", config::TlsLevel::smtp, "EHLO c\r\nSTARTTLS now\r\n", "", "220 250 501 "},
      {"twice", config::TlsLevel::smtp, "EHLO c\r\nSTARTTLS\r\n", "STARTTLS\r\nQUIT\r\n",
       "220 250 220 (TL 503 221 "},
      {"without EHLO", config::TlsLevel::smtp, "STARTTLS\r\n", "QUIT\r\n", "220 220 (TL 221 "},
      {"no passthrough", config::TlsLevel::smtp_no_passthrough, "STARTTLS\r\n", "QUIT\r\n",
       "220 220 (TL 221 "},
      {"none", config::TlsLevel::none, "STARTTLS\r\n", "QUIT\r\n", "220 454 221 "},
      {"within smtps", config::TlsLevel::smtps, "", "EHLO c\r\nSTARTTLS\r\nQUIT\r\n",
       "(TL 220 250 503 221 "},
  };
  for (const auto& c : cases) {
    Stage stage(with_certificate(c.level));
    stage.wires.has_tls = true;
    stage.session().begin();
    play_tls(stage, c.clear, c.encrypted);
    expect_text(codes(stage.wires.client_heard), c.want, "%s", c.label);
  }
}

Test(session_tls, helo_hears_of_no_extension) {
  Stage stage(with_certificate());
  stage.play("HELO c\r\nQUIT\r\n");
  cr_expect(!has(stage.wires.client_heard, "STARTTLS"), "%s", stage.wires.client_heard.c_str());
}

Test(session_tls, the_servers_offer_gives_way_to_our_own) {
  Stage stage(with_certificate());
  stage.wires.server.ehlo_lines = "250-mx\r\n250-STARTTLS\r\n250 SIZE\r\n";
  stage.play("EHLO c\r\nQUIT\r\n");
  expect_text(stage.wires.client_heard,
              "220 mx.example.com ESMTP\r\n250-mx\r\n250-STARTTLS\r\n250 SIZE\r\n"
              "221 mx.example.com\r\n");
}

Test(session_tls, that_can_not_be_begun_is_refused_and_offered_no_more) {
  config::Settings settings = with_certificate(config::TlsLevel::smtp_no_passthrough);
  Stage stage(settings);
  stage.play("EHLO c\r\nSTARTTLS\r\nEHLO c\r\nSTARTTLS\r\nQUIT\r\n", {18});
  expect_text(codes(stage.wires.client_heard), "220 250 454 250 454 221 ");
  const size_t refusal = stage.wires.client_heard.find("454 ");
  cr_expect(!has(std::string_view(stage.wires.client_heard).substr(refusal), "STARTTLS"));
  cr_expect(has(stage.log_text(), "ERROR: no TLS"), "%s", stage.log_text().c_str());
}

// What the certificate was to guard stays shut: no filter is blinded, no password goes out in
// clear.
Test(session_tls, that_can_not_be_begun_opens_nothing) {
  config::Settings settings = with_certificate();
  settings.smtp_auth_level = config::AuthLevel::ondemand;
  settings.auth.commands = {"/bin/true"};
  Stage stage(settings);
  stage.wires.server.starttls_reply = "220 go\r\n";
  stage.wires.server.ehlo_lines = "250-mx\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n";
  stage.play("EHLO c\r\nSTARTTLS\r\nEHLO c\r\nSTARTTLS\r\nAUTH PLAIN AHVzZXIAcGFzcw==\r\nQUIT\r\n",
             {18});
  expect_text(codes(stage.wires.client_heard), "220 250 454 250 454 538 221 ");
  expect_text(commands(stage), "EHLO c\nEHLO c\nQUIT\n");
  const size_t refusal = stage.wires.client_heard.find("454 ");
  cr_expect(!has(std::string_view(stage.wires.client_heard).substr(refusal), "AUTH"), "%s",
            stage.wires.client_heard.c_str());
  cr_expect(has(stage.log_text(), "ERROR: no TLS"));
}

Test(session_tls, hello_comes_again_before_all_else) {
  Stage stage(with_certificate());
  play_tls(stage, kSafe,
           "MAIL FROM:<a@b.test>\r\nAUTH PLAIN AHVzZXIAcGFzcw==\r\nHELO c\r\n"
           "MAIL FROM:<a@b.test>\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 220 (TL 503 503 250 250 221 ");
}

Test(session_tls, smtps_says_nothing_where_it_can_not_be_begun) {
  Stage stage(with_certificate(config::TlsLevel::smtps));
  stage.session().begin();
  stage.play("EHLO c\r\nQUIT\r\n");
  expect_text(stage.wires.client_heard, "");
  cr_expect(stage.wires.client_closed && stage.wires.server_closed);
  cr_expect(has(stage.log_text(), "ERROR: tls-level=smtps: no TLS"), "%s",
            stage.log_text().c_str());
}

Test(session_tls, a_failed_handshake_ends_the_session) {
  Stage stage(with_certificate());
  stage.session().tls_failed("no shared cipher");
  cr_expect(stage.wires.client_closed && stage.wires.server_closed);
  cr_expect(has(stage.log_text(), "FAILED_TLS from: (unknown)"), "%s", stage.log_text().c_str());
  cr_expect(has(stage.log_text(), "reason: no_shared_cipher"));
}

Test(session_tls, comes_before_the_servers_authentication) {
  Stage stage(with_certificate());
  stage.wires.server.ehlo_lines = "250-mx\r\n250 AUTH PLAIN\r\n";
  stage.wires.server.auth_replies = {"235 ok\r\n"};
  play_tls(stage, "EHLO c\r\nAUTH PLAIN AHVzZXIAcGFzcw==\r\nSTARTTLS\r\n", "QUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 235 503 221 ");
}

Test(session_tls, a_refused_client_gets_none) {
  config::Settings settings = with_certificate();
  settings.ip_blacklist.entries = {"11.22"};
  Stage stage(settings);
  play_tls(stage, kSafe, "QUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 554 221 ");
}
