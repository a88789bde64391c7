#include "session/report.h"

#include <criterion/criterion.h>

#include "support/expect.h"
#include "support/fake_wires.h"
#include "support/scratch.h"

using spamweir::IpAddress;
using spamweir::session::Envelope;
using spamweir::session::Report;
using spamweir::smtp::Address;
using spamweir::testing::CaughtLog;
using spamweir::testing::expect_text;
using spamweir::testing::FakeWires;

Test(report, one_line_with_everything) {
  CaughtLog log(spamweir::log::Level::info);
  spamweir::filters::Facts facts;
  facts.client = *IpAddress::parse("::1");
  FakeWires wires;
  Report report(facts, wires, log.log());
  const Address sender{"Joe", "B.test"};
  const Address recipient{"x y", "example.com"};
  report.write("DENIED_OTHER", &sender, &recipient, "503 \"no\"\x01");
  facts.rdns = spamweir::filters::RdnsName{spamweir::filters::Presence::present, "m x.test"};
  report.set_user("jo e");
  report.set_encryption("TLS_PASSTHROUGH");
  report.write("TIMEOUT", nullptr, nullptr, "");
  const auto lines = log.lines();
  cr_assert_eq(lines.size(), 2u);
  expect_text(
      lines[0],
      "DENIED_OTHER from: joe@b.test to: x_y@example.com origin_ip: ::1 origin_rdns: (unknown) "
      "auth: (unknown) encryption: (none) reason: 503_'no'\\x01");
  expect_text(lines[1],
              "TIMEOUT from: (unknown) to: (unknown) origin_ip: ::1 origin_rdns: m_x.test "
              "auth: jo_e encryption: TLS_PASSTHROUGH reason: (empty)");
}

Test(report, one_line_for_each_accepted_recipient) {
  CaughtLog log(spamweir::log::Level::info);
  const spamweir::filters::Facts facts;
  FakeWires wires;
  Report report(facts, wires, log.log());
  Envelope envelope;
  envelope.sender = Address{};
  envelope.accepted = {{Address{"a", "h.test"}}, {Address{"b", "h.test"}}};
  report.write_accepted("ALLOWED", envelope, "250 ok");
  cr_expect_eq(log.lines().size(), 2u);
}

Test(report, nothing_below_level_info) {
  CaughtLog log(spamweir::log::Level::error);
  const spamweir::filters::Facts facts;
  FakeWires wires;
  Report report(facts, wires, log.log());
  report.write("ALLOWED", nullptr, nullptr, "");
  cr_expect(log.lines().empty());
}
