#include "engine/dns_facts.h"

#include <criterion/criterion.h>

#include <string>
#include <vector>

#include "support/expect.h"
#include "support/fake_lookups.h"
#include "support/scratch.h"

using spamweir::IpAddress;
using spamweir::config::Settings;
using spamweir::dns::Outcome;
using spamweir::dns::Type;
using spamweir::engine::DnsFacts;
using spamweir::filters::Fact;
using spamweir::filters::FactId;
using spamweir::filters::Presence;
using spamweir::testing::CaughtLog;
using spamweir::testing::expect_text;
using spamweir::testing::FakeLookups;

namespace {

const IpAddress kClient = *IpAddress::parse("11.22.33.44");
constexpr const char* kReverse = "44.33.22.11.in-addr.arpa";

struct Scene {
  Settings settings;
  FakeLookups lookups;
  CaughtLog log{spamweir::log::Level::verbose};
  DnsFacts facts{settings, lookups, log.log()};

  std::string listed(FactId list) {
    const auto fact = facts.listed_address(list, kClient);
    if (!fact) return "pending";
    return fact->has_value() ? (*fact)->detail : "not listed";
  }
};

std::string word(const Fact<Presence>& fact) {
  if (!fact) return "pending";
  constexpr const char* kWords[] = {"present", "absent", "undetermined", "unasked"};
  return kWords[static_cast<size_t>(*fact)];
}

}  // namespace

Test(dns_facts, the_rdns_name_is_the_first_ptr_record) {
  Scene scene;
  scene.lookups.add(kReverse, Type::ptr, "mail.good.test").add(kReverse, Type::ptr, "b.test");
  const auto rdns = scene.facts.rdns(kClient);
  cr_assert(rdns.has_value());
  cr_expect(rdns->presence == Presence::present);
  expect_text(rdns->name, "mail.good.test");
}

Test(dns_facts, no_name_a_root_name_failure_and_silence_are_told_apart) {
  const struct {
    Outcome outcome;
    Presence presence;
  } cases[] = {{Outcome::no_name, Presence::absent},
               {Outcome::no_data, Presence::absent},
               {Outcome::failure, Presence::undetermined},
               {Outcome::silence, Presence::unasked}};
  for (const auto& c : cases) {
    Scene scene;
    scene.lookups.fail(kReverse, Type::ptr, c.outcome);
    cr_expect(scene.facts.rdns(kClient)->presence == c.presence);
  }
  Scene root;
  root.lookups.add(kReverse, Type::ptr, "");
  cr_expect(root.facts.rdns(kClient)->presence == Presence::absent);
}

Test(dns_facts, an_unknown_client_is_not_asked_about) {
  Scene scene;
  scene.settings.dns_blacklist.entries = {"rbl.test"};
  cr_expect(scene.facts.rdns(IpAddress())->presence == Presence::unasked);
  cr_expect(scene.facts.listed_address(FactId::dns_blacklist, IpAddress())->has_value() == false);
  cr_expect_eq(scene.lookups.questions(), 0u);
}

Test(dns_facts, either_kind_of_address_makes_a_name_resolve) {
  Scene scene;
  scene.lookups.add("four.test", Type::a, "1.2.3.4").add("six.test", Type::aaaa, "2001:db8::1");
  scene.lookups.fail("broken.test", Type::aaaa, Outcome::failure);
  expect_text(word(scene.facts.address_of("four.test", kClient)), "present");
  expect_text(word(scene.facts.address_of("six.test", kClient)), "present");
  expect_text(word(scene.facts.address_of("none.test", kClient)), "absent");
  expect_text(word(scene.facts.address_of("broken.test", kClient)), "undetermined");
}

Test(dns_facts, localhost_is_a_name_of_this_host_only) {
  Scene scene;
  expect_text(word(scene.facts.address_of("LocalHost", kClient)), "absent");
  for (const char* address : {"127.0.0.1", "127.9.9.9", "::1"}) {
    expect_text(word(scene.facts.address_of("localhost", *IpAddress::parse(address))), "present");
  }
  cr_expect_eq(scene.lookups.questions(), 0u);
}

Test(dns_facts, a_name_leads_back_by_any_of_its_addresses) {
  Scene scene;
  scene.lookups.add("m.test", Type::a, "1.2.3.4").add("m.test", Type::a, "11.22.33.44");
  scene.lookups.add("other.test", Type::a, "11.22.33.45");
  expect_text(word(scene.facts.leads_back("m.test", kClient)), "present");
  expect_text(word(scene.facts.leads_back("other.test", kClient)), "absent");
  expect_text(word(scene.facts.leads_back("none.test", kClient)), "absent");
  scene.lookups.fail("broken.test", Type::a, Outcome::failure);
  expect_text(word(scene.facts.leads_back("broken.test", kClient)), "undetermined");
}

Test(dns_facts, an_exchanger_must_resolve) {
  Scene scene;
  scene.lookups.add("good.test", Type::mx, "mx.good.test").add("mx.good.test", Type::a, "1.2.3.4");
  scene.lookups.add("dead.test", Type::mx, "mx.dead.test");
  scene.lookups.add("dead.test", Type::a, "1.2.3.4");
  scene.lookups.add("second.test", Type::mx, "gone.test", 5);
  scene.lookups.add("second.test", Type::mx, "mx.good.test", 10);
  scene.lookups.add("null.test", Type::mx, "", 0).add("null.test", Type::a, "1.2.3.4");
  scene.lookups.add("a-only.test", Type::a, "1.2.3.4");
  scene.lookups.fail("a-only.test", Type::mx, Outcome::no_data);
  scene.lookups.fail("broken.test", Type::mx, Outcome::failure);
  scene.lookups.fail("mute.test", Type::mx, Outcome::silence);
  const struct {
    const char* domain;
    const char* result;
  } cases[] = {{"good.test", "present"},        {"dead.test", "absent"},
               {"second.test", "present"},      {"null.test", "absent"},
               {"a-only.test", "present"},      {"nothing.test", "absent"},
               {"broken.test", "undetermined"}, {"mute.test", "unasked"}};
  for (const auto& c : cases) {
    expect_text(word(scene.facts.mail_exchanger(c.domain)), c.result, c.domain);
  }
}

Test(dns_facts, an_exchanger_that_is_an_address_counts_and_is_logged) {
  Scene scene;
  scene.lookups.add("lit.test", Type::mx, "192.0.2.1");
  expect_text(word(scene.facts.mail_exchanger("lit.test")), "present");
  cr_assert_eq(scene.log.lines().size(), 1u);
  cr_expect(scene.log.lines()[0].find("192.0.2.1") != std::string::npos);
}

Test(dns_facts, what_is_on_its_way_is_pending_and_known_later) {
  Scene scene;
  scene.settings.dns_blacklist.entries = {"one.test", "two.test"};
  scene.lookups.add("44.33.22.11.two.test", Type::a, "127.0.0.2");
  scene.lookups.hold();
  cr_expect_not(scene.facts.rdns(kClient).has_value());
  expect_text(scene.listed(FactId::dns_blacklist), "pending");
  expect_text(scene.lookups.asked(),
              "44.33.22.11.in-addr.arpa/12 44.33.22.11.one.test/1 44.33.22.11.two.test/1 ");
  scene.lookups.release();
  expect_text(scene.listed(FactId::dns_blacklist), "two.test");
}

Test(dns_facts, the_text_is_asked_for_after_a_hit_only) {
  Scene scene;
  scene.settings.dns_blacklist.entries = {"none.test", "rbl.test"};
  scene.lookups.add("44.33.22.11.rbl.test", Type::a, "127.0.0.2");
  scene.lookups.add("44.33.22.11.rbl.test", Type::txt, "Listed, see http://rbl.test/");
  expect_text(scene.listed(FactId::dns_blacklist), "rbl.test: Listed, see http://rbl.test/");
  cr_expect_eq(scene.lookups.questions(), 3u);
}

Test(dns_facts, configured_types_are_asked_for_at_once_and_any_of_them_is_a_hit) {
  Scene scene;
  scene.settings.dns_blacklist.entries = {"rbl.test"};
  scene.settings.dns.types_rbl = spamweir::config::kTxt | spamweir::config::kA;
  scene.lookups.add("44.33.22.11.rbl.test", Type::txt, "why");
  expect_text(scene.listed(FactId::dns_blacklist), "rbl.test: why");
  scene.settings.dns.types_rbl = spamweir::config::kA;
  expect_text(scene.listed(FactId::dns_blacklist), "not listed");
}

Test(dns_facts, an_error_of_a_list_is_no_hit_and_logged_once) {
  Scene scene;
  scene.settings.dns_blacklist.entries = {"rbl.test"};
  scene.lookups.add("44.33.22.11.rbl.test", Type::a, "127.255.255.254");
  expect_text(scene.listed(FactId::dns_blacklist), "not listed");
  expect_text(scene.listed(FactId::dns_blacklist), "not listed");
  cr_assert_eq(scene.log.lines().size(), 1u);
  cr_expect(scene.log.lines()[0].find("rbl.test answers 127.255.255.254") != std::string::npos);
}

Test(dns_facts, answers_outside_of_what_counts_list_nothing) {
  Scene scene;
  scene.settings.dns_blacklist.entries = {"rbl.test=127.0.0.2-4", "wild.test"};
  scene.lookups.add("44.33.22.11.rbl.test", Type::a, "127.0.0.5");
  scene.lookups.add("44.33.22.11.wild.test", Type::a, "93.184.216.34");
  expect_text(scene.listed(FactId::dns_blacklist), "not listed");
}

Test(dns_facts, lists_that_fail_or_are_silent_list_nothing) {
  Scene scene;
  scene.settings.dns_blacklist.entries = {"broken.test", "mute.test"};
  scene.lookups.fail("44.33.22.11.broken.test", Type::a, Outcome::failure);
  scene.lookups.fail("44.33.22.11.mute.test", Type::a, Outcome::silence);
  expect_text(scene.listed(FactId::dns_blacklist), "not listed");
}

Test(dns_facts, names_are_looked_up_below_the_zone) {
  Scene scene;
  scene.settings.rhs_blacklist.entries = {"rhs.test"};
  scene.lookups.add("bad.test.rhs.test", Type::a, "127.0.0.2");
  const auto hit = scene.facts.listed_name(FactId::sender_rhs_blacklist, "bad.test");
  cr_assert(hit && hit->has_value());
  expect_text((*hit)->reason, "rhs.test");
  cr_expect_not(scene.facts.listed_name(FactId::rdns_rhs_blacklist, "")->has_value());
}

// Lists that are asked for text alone can't tell a listing from an error: their addresses can.
Test(dns_facts, an_address_record_decides_what_a_text_means) {
  struct {
    const char* zone;
    const char* address;  // null: no such record
    const char* result;
  } constexpr kCases[] = {
      {"rbl.test", nullptr, "rbl.test: why"},
      {"rbl.test", "127.0.0.2", "rbl.test: why"},
      {"rbl.test", "127.255.255.254", "not listed"},
      {"rbl.test", "93.184.216.34", "not listed"},
      {"rbl.test=127.0.0.2", "127.0.0.2", "rbl.test: why"},
      {"rbl.test=127.0.0.2", "127.0.0.10", "not listed"},
      {"rbl.test=127.0.0.2", nullptr, "not listed"},
  };
  for (const unsigned types : {unsigned{spamweir::config::kTxt},
                               spamweir::config::kTxt | unsigned{spamweir::config::kA}}) {
    for (const auto& c : kCases) {
      Scene scene;
      scene.settings.dns.types_rbl = types;
      scene.settings.dns_blacklist.entries = {c.zone};
      scene.lookups.add("44.33.22.11.rbl.test", Type::txt, "why");
      if (c.address != nullptr) scene.lookups.add("44.33.22.11.rbl.test", Type::a, c.address);
      expect_text(scene.listed(FactId::dns_blacklist), c.result, "%s %s", c.zone,
                  c.address ? c.address : "-");
    }
  }
}

Test(dns_facts, a_whitelists_text_is_nobodys_business) {
  Scene scene;
  scene.settings.dns_whitelist.entries = {"wl.test"};
  scene.lookups.add("44.33.22.11.wl.test", Type::a, "127.0.0.2");
  cr_expect(scene.facts.listed_address(FactId::dns_whitelist, kClient)->has_value());
  expect_text(scene.lookups.asked(), "44.33.22.11.wl.test/1 ");
}

Test(dns_facts, all_exchangers_are_asked_for_at_once) {
  Scene scene;
  for (int i = 0; i < 4; ++i) {
    scene.lookups.add("many.test", Type::mx, "mx" + std::to_string(i) + ".test");
  }
  cr_expect(scene.facts.mail_exchanger("many.test").has_value());
  scene.lookups.hold();
  scene.lookups.add("late.test", Type::mx, "mx.late.test");
  cr_expect_eq(scene.lookups.questions(), 9u);
}

Test(dns_facts, more_exchangers_than_are_looked_at_may_be_good) {
  Scene scene;
  for (int i = 0; i < 12; ++i) {
    scene.lookups.add("many.test", Type::mx, "mx" + std::to_string(i) + ".test");
  }
  expect_text(word(scene.facts.mail_exchanger("many.test")), "present");
}

Test(dns_facts, an_address_literal_is_its_own_exchanger_and_on_no_list_of_names) {
  Scene scene;
  scene.settings.rhs_blacklist.entries = {"rhs.test"};
  expect_text(word(scene.facts.mail_exchanger("[11.22.33.44]")), "present");
  cr_expect_not(
      scene.facts.listed_name(FactId::sender_rhs_blacklist, "[11.22.33.44]")->has_value());
  cr_expect_eq(scene.lookups.questions(), 0u);
}
