#include "explain/log_line.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "field.h"
#include "session/report.h"
#include "support/expect.h"
#include "support/fake_wires.h"
#include "support/scratch.h"

using spamweir::concat;
using spamweir::IpAddress;
using spamweir::explain::LogLine;
using spamweir::explain::parse_log_line;
using spamweir::smtp::Address;
using spamweir::testing::CaughtLog;
using spamweir::testing::expect_text;
using spamweir::testing::field;

namespace {

std::string fields_of(std::string_view text) {
  const std::optional<LogLine> line = parse_log_line(text);
  if (!line) return "none";
  std::string to = line->recipients.empty() ? "-" : "";
  for (const auto& recipient : line->recipients) to += concat("[", recipient.address, "]");
  return concat(line->code, " ", field(line->from), " ", to, " ", line->origin_ip, " ",
                field(line->origin_rdns), " ", field(line->auth));
}

}  // namespace

Test(log_line, fields) {
  constexpr std::string_view kRest = " encryption: (none) reason: 11.22.33";
  const struct {
    const char* label;
    std::string line;
    const char* want;
  } cases[] = {
      {"bare",
       concat("DENIED_BLACKLIST_IP from: a@b.test to: x@example.com origin_ip: 11.22.33.44 "
              "origin_rdns: (unknown) auth: (unknown)",
              kRest),
       "DENIED_BLACKLIST_IP [a@b.test] [x@example.com] 11.22.33.44 - -"},
      {"syslog",
       concat("Nov 27 03:40:39 mx spamdyke[77]: DENIED_RBL_MATCH from: a@bad.test to: "
              "x@example.com origin_ip: 11.22.33.44 origin_rdns: 11-22-33-44.dyn.isp.us auth: jo",
              kRest, "\n"),
       "DENIED_RBL_MATCH [a@bad.test] [x@example.com] 11.22.33.44 [11-22-33-44.dyn.isp.us] [jo]"},
      {"multilog",
       concat("@4000000068a1b2c3075bcd15 spamweir[7]: ALLOWED from: (unknown) to: x@example.com "
              "origin_ip: 2001:db8::1 origin_rdns: m.test auth: (unknown)",
              kRest),
       "ALLOWED - [x@example.com] 2001:db8::1 [m.test] -"},
      {"spamdyke 4, without what came later",
       "DENIED_OTHER from: a@b.test to: x@example.com origin_ip: 1.2.3.4 origin_rdns: m.test auth: "
       "(unknown)",
       "DENIED_OTHER [a@b.test] [x@example.com] 1.2.3.4 [m.test] -"},
      {"no recipient",
       "TIMEOUT from: (unknown) to: (unknown) origin_ip: 1.2.3.4 origin_rdns: (unknown) auth: "
       "(unknown) encryption: (none) reason: TIMEOUT",
       "TIMEOUT - - 1.2.3.4 - -"},
      {"escapes", "X from: a\\\\b\\x01\\xe4@b.test to: \\xq@h.test origin_ip: ::1",
       "X [a\\b\x01\xe4@b.test] [\\xq@h.test] ::1 - -"},
      {"escapes at the end", "X from: a\\ to: b\\x1 origin_ip: ::1", "X [a\\] [b\\x1] ::1 - -"},
      {"nothing in a field", "X from: to: x@h.test origin_ip: 1.2.3.4",
       "X - [x@h.test] 1.2.3.4 - -"},
      {"words of a reason are no fields",
       "X from: a@b.test to: x@h.test origin_ip: 1.2.3.4 origin_rdns: m.test auth: (unknown) "
       "encryption: (none) reason: from: z@z.test to: y@y.test",
       "X [a@b.test] [x@h.test] 1.2.3.4 [m.test] -"},
      {"no client", "X from: a@b.test to: x@h.test", "none"},
      {"wrong order", "X to: a@b.test from: x@h.test origin_ip: 1.2.3.4", "none"},
      {"a filter's line", "FILTER_RBL_MATCH ip: 11.22.33.44 rbl: one.test", "none"},
      {"empty", "", "none"},
  };
  for (const auto& c : cases) expect_text(fields_of(c.line), c.want, "%s", c.label);
}

Test(log_line, what_a_session_writes) {
  CaughtLog log(spamweir::log::Level::info);
  spamweir::filters::Facts facts;
  facts.client = *IpAddress::parse("2001:db8::9");
  facts.rdns = spamweir::filters::RdnsName{spamweir::filters::Presence::present, "m.test"};
  const spamweir::testing::FakeWires wires;
  spamweir::session::Report report(facts, wires, log.log());
  report.set_user("Joe\\Smith");
  const Address sender{"a\x01\\b", "B.test"};
  const Address recipient{"x", "example.com"};
  report.write("DENIED_OTHER", &sender, &recipient, "503 no");
  report.write("TIMEOUT", nullptr, &recipient, "");
  expect_text(fields_of(log.lines()[0]),
              "DENIED_OTHER [a\x01\\b@b.test] [x@example.com] 2001:db8::9 [m.test] [Joe\\Smith]");
  expect_text(fields_of(log.lines()[1]),
              "TIMEOUT - [x@example.com] 2001:db8::9 [m.test] [Joe\\Smith]");
}

Test(log_line, no_text_is_too_strange) {
  spamweir::testing::Random random(5);
  for (int i = 0; i < 2000; ++i) {
    std::string text = random.text(random.below(40), "\\x0a :_()");
    text += " from: " + random.text(random.below(10), "\\x0aF") + " to: " + random.bytes(5) +
            " origin_ip: " + random.text(random.below(5), "1.:\\x");
    const std::optional<LogLine> line = parse_log_line(text);
    if (line) cr_expect_leq(line->origin_ip.size(), text.size());
  }
}
