// The message itself: held headers, bare newlines, ends.
#include "session/session.h"

#include <criterion/criterion.h>

#include <string>
#include <vector>

#include "support/expect.h"
#include "support/stage.h"

using spamweir::config::Settings;
using spamweir::session::Session;
using spamweir::testing::codes;
using spamweir::testing::commands;
using spamweir::testing::expect_text;
using spamweir::testing::Stage;

Test(session_message, header_filter_holds_the_header) {
  Settings settings;
  settings.header_blacklist.entries = {"X-Spam: y*"};
  const std::string_view bad =
      "MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\nSubject: "
      "x\r\nX-Spam:\r\n\tYes\r\n\r\nhi\r\n.\r\n"
      "MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\nSubject: "
      "y\r\n\r\nhi\r\n.\r\nQUIT\r\n";
  for (size_t cut = 0; cut <= bad.size(); ++cut) {
    Stage stage(settings);
    stage.play(bad, {cut}, cut % 2 == 0);
    expect_text(codes(stage.wires.client_heard), "220 250 250 354 554 250 250 354 250 221 ",
                "cut at %zu", cut);
    expect_text(commands(stage),
                "MAIL FROM:<a@b.test>\nRCPT TO:<x@example.com>\nRSET\n"
                "MAIL FROM:<a@b.test>\nRCPT TO:<x@example.com>\nDATA\nQUIT\n",
                "cut at %zu", cut);
    cr_assert_eq(stage.wires.server.messages.size(), 1u, "cut at %zu", cut);
    expect_text(stage.wires.server.messages[0], "Subject: y||hi|", "cut at %zu", cut);
  }
}

Test(session_message, a_message_that_is_all_header) {
  Settings settings;
  settings.header_blacklist.entries = {"X-Spam: y*"};
  Stage stage(settings);
  stage.play(
      "MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\nX-Spam: yes\r\n.\r\n"
      "MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\n.\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 250 354 554 250 250 354 250 221 ");
  cr_assert_eq(stage.wires.server.messages.size(), 1u);
  expect_text(stage.wires.server.messages[0], "");
}

Test(session_message, a_held_header_is_let_go_at_its_limit) {
  Settings settings;
  settings.header_blacklist.entries = {"X-Late: y*"};
  std::string header;
  while (header.size() < Session::kMaxHeldHeader)
    header += "X-Fill: " + std::string(60, 'x') + "\r\n";
  Stage stage(settings);
  stage.play("MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\n" + header +
                 "X-Late: yes\r\n\r\nhi\r\n.\r\nQUIT\r\n",
             {1000, 10000, 200000, 400000});
  expect_text(codes(stage.wires.client_heard), "220 250 250 354 250 221 ");
  cr_expect_eq(stage.wires.server.messages.size(), 1u);
}

Test(session_message, a_server_that_refuses_data_is_heard_after_the_body) {
  Settings settings;
  settings.header_blacklist.entries = {"X-Spam: y*"};
  Stage stage(settings);
  stage.wires.server.data_reply = "451 later\r\n";
  stage.play(
      "MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\nSubject: "
      "x\r\n\r\nhi\r\n.\r\nQUIT\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 250 354 451 221 ");
  cr_expect(stage.log_text().find("DENIED_OTHER from: a@b.test to: x@example.com") !=
            std::string::npos);
}

Test(session_message, a_whitelisted_recipient_switches_the_header_filter_off) {
  Settings settings;
  settings.header_blacklist.entries = {"X-Spam: y*"};
  settings.recipient_whitelist.entries = {"x@example.com"};
  const std::string head = "MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\n";
  const std::string body = "DATA\r\nX-Spam: yes\r\n\r\nhi\r\n.\r\nQUIT\r\n";
  Stage all(settings);
  all.play(head + body);
  expect_text(codes(all.wires.client_heard), "220 250 250 354 250 221 ");
  Stage some(settings);
  some.play(head + "RCPT TO:<y@example.com>\r\n" + body);
  expect_text(codes(some.wires.client_heard), "220 250 250 250 354 554 221 ");
}

Test(session_message, bare_newlines) {
  struct {
    const char* label;
    spamweir::config::BareNewline mode;
    std::string body;
    const char* codes;
    std::vector<std::string> messages;
  } const kCases[] = {
      {"repair",
       spamweir::config::BareNewline::repair,
       "a\n.\nMAIL FROM:<x@y.test>\r\n.\r\n",
       "220 250 250 354 250 221 ",
       {"a|.|MAIL FROM:<x@y.test>|"}},
      {"reject",
       spamweir::config::BareNewline::reject,
       "a\nb\r\n.\r\n",
       "220 250 250 354 554 221 ",
       {}},
      {"reject, clean",
       spamweir::config::BareNewline::reject,
       "a\r\nb\r\n.\r\n",
       "220 250 250 354 250 221 ",
       {"a|b|"}},
      {"lenient",
       spamweir::config::BareNewline::lenient,
       "a\n.\n",
       "220 250 250 354 250 221 ",
       {"a|"}},
  };
  for (const auto& c : kCases) {
    Settings settings;
    settings.bare_newline = c.mode;
    Stage stage(settings);
    stage.play("MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\n" + c.body + "QUIT\r\n");
    expect_text(codes(stage.wires.client_heard), c.codes, "%s", c.label);
    cr_expect(stage.wires.server.messages == c.messages, "%s", c.label);
  }
}

Test(session_message, after_a_cut_off_message_the_client_must_come_again) {
  Settings settings;
  settings.bare_newline = spamweir::config::BareNewline::reject;
  Stage stage(settings);
  stage.play(
      "MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\na\nb\r\n.\r\nMAIL "
      "FROM:<a@b.test>\r\n");
  expect_text(codes(stage.wires.client_heard), "220 250 250 354 554 421 ");
  cr_expect(stage.wires.client_closed);
}

Test(session_message, a_client_that_speaks_lf_is_served) {
  Stage stage;
  stage.play("HELO c\nMAIL FROM:<a@b.test>\nRCPT TO:<x@example.com>\nDATA\nhi\n..\n.\nQUIT\n");
  expect_text(codes(stage.wires.client_heard), "220 250 250 250 354 250 221 ");
  expect_text(stage.wires.server.messages.at(0), "hi|.|");
  expect_text(commands(stage),
              "HELO c\nMAIL FROM:<a@b.test>\nRCPT TO:<x@example.com>\nDATA\nQUIT\n");
}

Test(session_message, one_crlf_is_enough_to_be_no_lf_client) {
  for (const std::string_view crlf_line : {"NOOP\r\n", "DATA\r\n"}) {
    Stage stage;
    const bool at_data = crlf_line == "DATA\r\n";
    stage.play((at_data ? "" : std::string(crlf_line)) +
               "MAIL FROM:<a@b.test>\nRCPT TO:<x@example.com>\n" +
               (at_data ? "DATA\r\n" : "DATA\n") + "hi\n.\nQUIT\n");
    cr_expect(stage.wires.server.messages.empty());
  }
}

Test(session_message, a_client_that_ends_while_its_message_waits_for_data_is_served) {
  Settings settings;
  settings.header_blacklist.entries = {"X-Spam: y*"};
  Stage stage(settings);
  stage.wires.deliver(stage.session());
  stage.session().take_client("MAIL FROM:<a@b.test>\r\n");
  stage.session().take_client("RCPT TO:<x@example.com>\r\n");
  while (stage.wires.deliver(stage.session())) {
  }
  stage.session().take_client("DATA\r\n");
  stage.session().take_client("Subject: x\r\n\r\nhi\r\n.\r\n");
  stage.session().client_ended();
  cr_expect(!stage.wires.server_closed, "the server still waits for the message");
  stage.wires.deliver(stage.session());
  cr_expect_eq(stage.wires.server.messages.size(), 1u);
  cr_expect(stage.wires.server_closed);
}

// A server drops the first dot of a line: what stands behind it is what counts.
Test(session_message, a_dot_does_not_hide_a_header) {
  Settings settings;
  settings.header_blacklist.entries = {"Subject: *lottery*"};
  for (const std::string header :
       {".Subject: the lottery\r\n", "Subject: the lot\r\n.\ttery, a lottery\r\n"}) {
    Stage stage(settings);
    stage.play("MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\n" + header +
               "\r\nhi\r\n.\r\nQUIT\r\n");
    expect_text(codes(stage.wires.client_heard), "220 250 250 354 554 221 ", "%s", header.c_str());
  }
  Stage stage(settings);
  stage.play(
      "MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\n..Subject: "
      "x\r\n\r\n..hi\r\n.\r\nQUIT\r\n");
  expect_text(stage.wires.server.messages.at(0), ".Subject: x||.hi|");
}
