#include "explain/told_lookups.h"

#include <criterion/criterion.h>

#include "support/expect.h"
#include "support/fake_lookups.h"

using namespace spamweir;
using dns::Type;
using explain::ToldLookups;
using testing::expect_text;
using testing::FakeLookups;

namespace {

constexpr std::string_view kReverse = "44.33.22.11.in-addr.arpa";
const IpAddress kClient = *IpAddress::parse("11.22.33.44");

std::string all_asked(const ToldLookups& lookups, std::string_view name) {
  std::string text;
  for (const ToldLookups::Asked& asked : lookups.asked_for(name)) text += text_of(asked) + "|";
  return text;
}

}  // namespace

Test(told_lookups, what_is_told_wins) {
  FakeLookups dns;
  dns.add(kReverse, Type::ptr, "truth.test").add("told.test", Type::a, "11.22.33.44");
  ToldLookups lookups(dns, kClient, "told.test");
  expect_text(lookups.ask(kReverse, Type::ptr)->records.at(0).text, "told.test");
  expect_text(lookups.ask(kReverse, Type::cname)->records.at(0).text, "told.test");
  cr_expect(lookups.ask("45.33.22.11.in-addr.arpa", Type::ptr)->outcome == dns::Outcome::no_name);
  cr_expect(lookups.ask("told.test", Type::a)->outcome == dns::Outcome::found);
  expect_text(all_asked(lookups, kReverse),
              "44.33.22.11.in-addr.arpa PTR: told.test (as given)|44.33.22.11.in-addr.arpa CNAME: "
              "told.test (as given)|");
}

Test(told_lookups, told_that_there_is_none) {
  FakeLookups dns;
  dns.add(kReverse, Type::ptr, "truth.test");
  ToldLookups lookups(dns, kClient, "");
  cr_expect(lookups.ask(kReverse, Type::ptr)->outcome == dns::Outcome::no_name);
}

Test(told_lookups, told_nothing) {
  FakeLookups dns;
  dns.add(kReverse, Type::ptr, "truth.test");
  ToldLookups lookups(dns, kClient, {});
  expect_text(lookups.ask(kReverse, Type::ptr)->records.at(0).text, "truth.test");
}

Test(told_lookups, answers_in_words) {
  FakeLookups dns;
  dns.add("h.test", Type::a, "1.2.3.4")
      .add("h.test", Type::a, "1.2.3.5")
      .add("h.test", Type::txt, "see \"this\"")
      .add("h.test", Type::mx, "mx.test")
      .fail("h.test", Type::aaaa, dns::Outcome::no_data)
      .fail("sick.test", Type::a, dns::Outcome::failure)
      .fail("dead.test", Type::a, dns::Outcome::silence);
  ToldLookups lookups(dns, kClient, {});
  dns.hold();
  cr_expect_null(lookups.ask("H.test", Type::a));
  expect_text(all_asked(lookups, "h.test"), "h.test A: no answer yet|");
  dns.release();
  for (const Type type : {Type::a, Type::txt, Type::mx, Type::aaaa}) lookups.ask("h.test", type);
  for (const char* name : {"sick.test", "dead.test", "none.test"}) lookups.ask(name, Type::a);
  expect_text(all_asked(lookups, "H.TEST"),
              "h.test A: 1.2.3.4, 1.2.3.5|h.test TXT: \"see 'this'\"|h.test MX: mx.test|h.test "
              "AAAA: no such record|");
  expect_text(all_asked(lookups, "sick.test"), "sick.test A: the name servers could not tell|");
  expect_text(all_asked(lookups, "dead.test"), "dead.test A: no name server answered|");
  expect_text(all_asked(lookups, "none.test"), "none.test A: no such name|");
}
