// A session whose filters wait for DNS: who is kept waiting, and who is not.
#include <criterion/criterion.h>

#include <string>

#include "session/session.h"
#include "support/expect.h"
#include "support/stage.h"

using spamweir::config::Settings;
using spamweir::dns::Outcome;
using spamweir::dns::Type;
using spamweir::testing::codes;
using spamweir::testing::commands;
using spamweir::testing::expect_text;
using spamweir::testing::Stage;

namespace {

constexpr const char* kReverse = "44.33.22.11.in-addr.arpa";
constexpr const char* kListed = "44.33.22.11.rbl.test";

constexpr std::string_view kSession =
    "EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nRCPT TO:<y@example.com>\r\n"
    "DATA\r\nhi\r\n.\r\nRSET\r\nMAIL FROM:<c@b.test>\r\nRCPT TO:<x@example.com>\r\nQUIT\r\n";

Settings with_blacklist() {
  Settings settings;
  settings.dns_blacklist.entries = {"rbl.test"};
  return settings;
}

std::string log_codes(Stage& stage) {
  std::string codes;
  for (const std::string& line : stage.log_lines()) codes += line.substr(0, line.find(' ')) + " ";
  return codes;
}

}  // namespace

Test(session_dns, greeting_and_mail_pass_while_recipients_wait) {
  Stage stage(with_blacklist());
  stage.dns.add(kListed, Type::a, "127.0.0.2");
  stage.hold_dns();
  stage.wires.when_facts_are_awaited = nullptr;
  stage.wires.play(stage.session(), kSession);
  expect_text(codes(stage.wires.client_heard), "220 250 250 ");
  cr_expect(stage.session().awaits_facts());
}

Test(session_dns, a_verdict_that_comes_late_ends_the_servers_part) {
  Stage stage(with_blacklist());
  stage.dns.add(kListed, Type::a, "127.0.0.2").add(kListed, Type::txt, "bad");
  stage.hold_dns();
  stage.play(kSession);
  const std::string_view text =
      "Refused. Your IP address is listed in the RBL at rbl.test: bad\r\n";
  expect_text(codes(stage.wires.client_heard), "220 250 250 554 554 554 554 554 554 250 554 221 ");
  cr_expect(stage.wires.client_heard.find(std::string("554 ") + std::string(text)) !=
            std::string::npos);
  expect_text(commands(stage), "EHLO c\nMAIL FROM:<a@b.test>\n");
  cr_expect(stage.wires.server_closed);
  expect_text(log_codes(stage),
              "FILTER_RBL_MATCH DENIED_RBL_MATCH DENIED_RBL_MATCH DENIED_RBL_MATCH ");
}

Test(session_dns, a_clean_client_is_served_when_the_answers_are_there) {
  Stage stage(with_blacklist());
  stage.dns.fail(kListed, Type::a, Outcome::no_name);
  stage.dns.add(kReverse, Type::ptr, "mail.good.test");
  stage.hold_dns();
  stage.play(kSession);
  expect_text(codes(stage.wires.client_heard), "220 250 250 250 250 354 250 250 250 250 221 ");
  cr_expect(stage.log_text().find("origin_rdns: mail.good.test") != std::string::npos);
}

Test(session_dns, a_late_sender_verdict_holds_for_its_message_only) {
  Settings settings;
  settings.reject_sender = spamweir::config::kNoMx;
  Stage stage(settings);
  stage.dns.fail("bad.test", Type::mx, Outcome::no_name);
  stage.dns.add("good.test", Type::mx, "mx.good.test").add("mx.good.test", Type::a, "1.2.3.4");
  stage.hold_dns();
  stage.play(
      "EHLO c\r\nMAIL FROM:<a@bad.test>\r\nRCPT TO:<x@example.com>\r\nRCPT TO:<y@example.com>\r\n"
      "DATA\r\nMAIL FROM:<a@good.test>\r\nRCPT TO:<x@example.com>\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 250 421 421 421 250 250 221 ");
  expect_text(commands(stage),
              "EHLO c\nMAIL FROM:<a@bad.test>\nRSET\nMAIL FROM:<a@good.test>\n"
              "RCPT TO:<x@example.com>\nQUIT\n");
}

Test(session_dns, a_whitelisted_recipient_gets_mail_in_spite_of_a_late_verdict) {
  Settings settings = with_blacklist();
  settings.recipient_whitelist.entries = {"y@example.com"};
  Stage stage(settings);
  stage.dns.add(kListed, Type::a, "127.0.0.2");
  stage.hold_dns();
  stage.play(kSession);
  expect_text(codes(stage.wires.client_heard), "220 250 250 554 250 354 250 250 250 554 221 ");
}

Test(session_dns, the_null_sender_has_no_domain_to_ask_about) {
  Settings settings;
  settings.reject_sender = spamweir::config::kNoMx;
  settings.rhs_blacklist.entries = {"rhs.test"};
  Stage stage(settings);
  stage.hold_dns();
  stage.play("MAIL FROM:<>\r\nRCPT TO:<x@example.com>\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 250 221 ");
  expect_text(stage.dns.asked(), "44.33.22.11.in-addr.arpa/12 ");
}

Test(session_dns, without_name_servers_mail_flows) {
  Settings settings = with_blacklist();
  settings.reject_empty_rdns = true;
  settings.reject_unresolvable_rdns = true;
  settings.reject_sender = spamweir::config::kNoMx;
  Stage stage(settings);
  stage.hold_dns();
  stage.play(kSession);
  expect_text(codes(stage.wires.client_heard), "220 250 250 250 250 354 250 250 250 250 221 ");
}

Test(session_dns, a_relay_name_must_lead_back_to_the_client) {
  Settings settings;
  settings.rdns_relay.entries = {".friend.test"};
  const std::string dialogue = "MAIL FROM:<a@b.test>\r\nRCPT TO:<x@far.test>\r\nQUIT\r\n";
  for (const bool confirmed : {true, false}) {
    Stage stage(settings);
    stage.dns.add(kReverse, Type::ptr, "mail.friend.test");
    stage.dns.add("mail.friend.test", Type::a, confirmed ? "11.22.33.44" : "1.2.3.4");
    stage.hold_dns();
    stage.play(dialogue);
    expect_text(codes(stage.wires.client_heard),
                confirmed ? "220 250 250 221 " : "220 250 554 221 ");
  }
}

// Behind TLS that passes through nothing could be refused any more.
Test(session_dns, starttls_waits_for_the_verdict) {
  Stage stage(with_blacklist());
  stage.wires.server.starttls_reply = "220 go\r\n";
  stage.dns.add(kListed, Type::a, "127.0.0.2");
  stage.hold_dns();
  stage.play("EHLO c\r\nSTARTTLS\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 554 ");
  expect_text(commands(stage), "EHLO c\n");
}

Test(session_dns, a_server_that_ends_meanwhile_is_told_of) {
  Stage stage(with_blacklist());
  stage.hold_dns();
  stage.wires.when_facts_are_awaited = nullptr;
  stage.play("EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\n");
  stage.session().server_ended();
  expect_text(codes(stage.wires.client_heard), "220 250 250 421 ");
}

Test(session_dns, a_dot_behind_the_senders_domain_is_no_difference) {
  for (const char* sender : {"a@bad.test", "a@bad.test."}) {
    Settings settings;
    settings.rhs_blacklist.entries = {"rhs.test"};
    Stage stage(settings);
    stage.dns.add("bad.test.rhs.test", Type::a, "127.0.0.2");
    stage.hold_dns();
    stage.play("MAIL FROM:<" + std::string(sender) + ">\r\nRCPT TO:<x@example.com>\r\nQUIT\r\n");
    expect_text(codes(stage.wires.client_heard), "220 250 554 221 ", "%s", sender);
  }
}

Test(session_dns, what_dns_could_not_tell_lets_nobody_relay_but_come_again) {
  for (const Outcome outcome : {Outcome::no_name, Outcome::failure, Outcome::silence}) {
    Settings settings;
    settings.rdns_relay.entries = {".friend.test"};
    Stage stage(settings);
    stage.dns.fail(kReverse, Type::ptr, outcome);
    stage.hold_dns();
    stage.play("MAIL FROM:<a@b.test>\r\nRCPT TO:<x@far.test>\r\nQUIT\r\n");
    expect_text(codes(stage.wires.client_heard),
                outcome == Outcome::no_name ? "220 250 554 221 " : "220 250 421 221 ");
  }
}

// Whom a whitelist spares that is at hand is not kept waiting, at whatever stage it stands.
Test(session_dns, a_whitelist_at_hand_waits_for_no_answer) {
  for (int stage_of_list = 0; stage_of_list < 3; ++stage_of_list) {
    Settings settings = with_blacklist();
    settings.reject_empty_rdns = true;
    settings.reject_sender = spamweir::config::kNoMx;
    if (stage_of_list == 0) settings.ip_whitelist.entries = {"11.22"};
    if (stage_of_list == 1) settings.sender_whitelist.entries = {"@b.test"};
    if (stage_of_list == 2) settings.recipient_whitelist.entries = {"x@example.com"};
    Stage stage(settings);
    stage.hold_dns();
    stage.wires.when_facts_are_awaited = nullptr;
    stage.play("MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nQUIT\r\n");
    expect_text(codes(stage.wires.client_heard), "220 250 250 221 ", "%d", stage_of_list);
    if (stage_of_list == 0) cr_expect(stage.session().skips_greeting_delay());
  }
}

Test(session_dns, a_list_is_read_once_however_many_answers_come) {
  Settings settings = with_blacklist();
  settings.ip_whitelist.entries = {"malformed!"};
  Stage stage(settings);
  stage.hold_dns();
  stage.play(kSession);
  size_t errors = 0;
  for (const std::string& line : stage.log_lines()) errors += line.starts_with("ERROR") ? 1 : 0;
  cr_expect_eq(errors, 1u);
}
