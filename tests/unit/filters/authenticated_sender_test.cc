#include <criterion/criterion.h>

#include <optional>
#include <string>

#include "filters/judges.h"
#include "support/expect.h"

using spamweir::config::kNotUser;
using spamweir::config::kNotUserDomain;
using spamweir::config::Settings;
using spamweir::filters::FactId;
using spamweir::filters::Facts;
using spamweir::filters::Locality;
using spamweir::filters::Opinion;
using spamweir::smtp::Address;
using spamweir::testing::expect_text;
using namespace std::string_literals;

namespace {

using Kind = Opinion::Kind;

constexpr Kind kPasses = Kind::nothing;
constexpr Kind kRejects = Kind::reject;
constexpr Kind kWaits = Kind::wait;

const std::string kLong(9000, 'a');

Facts facts_of(const std::string& user, const Address& sender,
               std::optional<Locality> locality = std::nullopt) {
  Facts facts;
  facts.authenticated = true;
  facts.user = user;
  facts.sender = sender;
  facts.sender_locality = locality;
  return facts;
}

Settings asking_for(unsigned checks) {
  Settings settings;
  settings.reject_sender = checks;
  return settings;
}

}  // namespace

// The locality is not known: whoever needs it waits.
Test(authenticated_sender, the_address_and_the_domain_of_the_user_are_compared) {
  struct {
    const char* label;
    std::string user;
    Address sender;
    Kind address;
    Kind domain;
  } const kCases[] = {
      {"the same", "joe@example.com", {"joe", "example.com"}, kPasses, kPasses},
      {"other case", "Joe@EXAMPLE.com", {"jOE", "example.COM"}, kPasses, kPasses},
      {"another user", "joe@example.com", {"boss", "example.com"}, kRejects, kPasses},
      {"more of a user", "joe@example.com", {"joey", "example.com"}, kRejects, kPasses},
      {"less of a user", "joe@example.com", {"jo", "example.com"}, kRejects, kPasses},
      {"another domain", "joe@example.com", {"joe", "far.test"}, kRejects, kRejects},
      {"below the domain", "joe@example.com", {"joe", "sub.example.com"}, kRejects, kRejects},
      {"above the domain", "joe@sub.example.com", {"joe", "example.com"}, kRejects, kRejects},
      {"the end of a domain", "joe@example.com", {"joe", "notexample.com"}, kRejects, kRejects},
      {"null sender", "joe@example.com", {"", ""}, kPasses, kPasses},
      {"unqualified sender", "joe@example.com", {"joe", ""}, kRejects, kRejects},
      {"nobody knows who", "", {"boss", "far.test"}, kPasses, kPasses},
      {"BATV tag", "joe@example.com", {"prvs=12345=joe", "example.com"}, kPasses, kPasses},
      {"another's BATV tag",
       "joe@example.com",
       {"prvs=joe=boss", "example.com"},
       kRejects,
       kPasses},
      {"no BATV tag", "joe@example.com", {"prvs=joe", "example.com"}, kRejects, kPasses},
      {"percent", "joe%example.com", {"joe", "example.com"}, kPasses, kPasses},
      {"percent, another domain", "joe%example.com", {"joe", "far.test"}, kRejects, kRejects},
      {"percent before @", "joe%far.test@example.com", {"joe", "far.test"}, kRejects, kRejects},
      {"percent in both", "a%b@example.com", {"a%b", "example.com"}, kPasses, kPasses},
      {"other separators", "joe/example.com", {"joe", "example.com"}, kRejects, kWaits},
      {"two @", "a@b@example.com", {"a@b", "example.com"}, kPasses, kPasses},
      {"two @, the first domain", "a@far.test@example.com", {"a", "far.test"}, kRejects, kRejects},
      {"last dot", "joe@example.com.", {"joe", "example.com"}, kPasses, kPasses},
      {"8-bit", "j\xc3\xb6rg@b\xc3\xbc.test", {"j\xc3\xb6rg", "b\xc3\xbc.test"}, kPasses, kPasses},
      {"8-bit in other case", "j\xc3\x96rg@b.test", {"j\xc3\xb6rg", "b.test"}, kRejects, kPasses},
      {"no local part", "@example.com", {"joe", "example.com"}, kRejects, kPasses},
      {"long", kLong + "@example.com", {"joe", "example.com"}, kRejects, kPasses},
      {"long domain", "joe@" + kLong, {"joe", "example.com"}, kRejects, kRejects},
      {"NUL and a domain", "joe\0x@far.test"s, {"joe", "far.test"}, kRejects, kRejects},
      {"address behind a NUL", "joe\0@far.test"s, {"x", "far.test"}, kRejects, kRejects},
      {"NUL behind the domain", "joe@far.test\0"s, {"joe", "far.test"}, kRejects, kRejects},
      {"line feed", "x\nboss@example.com", {"boss", "example.com"}, kRejects, kRejects},
  };
  for (const auto& c : kCases) {
    const Facts facts = facts_of(c.user, c.sender);
    cr_expect(judge_sender_not_auth(facts, asking_for(kNotUser)).kind == c.address, "%s: address",
              c.label);
    cr_expect(judge_sender_not_auth_domain(facts, asking_for(kNotUserDomain)).kind == c.domain,
              "%s: domain", c.label);
  }
}

Test(authenticated_sender, a_user_without_a_domain_is_in_each_local_one) {
  struct {
    const char* label;
    std::string user;
    Address sender;
    std::optional<Locality> locality;
    Kind address;
    Kind domain;
  } const kCases[] = {
      {"local", "joe", {"Joe", "example.com"}, Locality::local, kPasses, kPasses},
      {"remote", "joe", {"joe", "far.test"}, Locality::remote, kRejects, kRejects},
      {"nobody knows", "joe", {"joe", "far.test"}, Locality::unknown, kPasses, kPasses},
      {"not asked yet", "joe", {"joe", "far.test"}, std::nullopt, kWaits, kWaits},
      {"another", "joe", {"boss", "example.com"}, Locality::local, kRejects, kPasses},
      {"another, nobody knows", "joe", {"boss", "x.test"}, Locality::unknown, kRejects, kPasses},
      {"another, not asked", "joe", {"boss", "x.test"}, std::nullopt, kRejects, kWaits},
      {"unqualified", "joe", {"joe", ""}, Locality::local, kPasses, kPasses},
      {"unqualified, another", "joe", {"boss", ""}, Locality::local, kRejects, kPasses},
      {"null sender", "joe", {"", ""}, Locality::remote, kPasses, kPasses},
      {"BATV tag", "joe", {"prvs=1=joe", "example.com"}, Locality::local, kPasses, kPasses},
      {"nothing behind @", "joe@", {"joe", "example.com"}, Locality::local, kPasses, kPasses},
      {"nothing but @", "@", {"joe", "example.com"}, Locality::local, kRejects, kPasses},
      {"nothing but a dot", "joe@.", {"joe", "far.test"}, Locality::remote, kRejects, kRejects},
      {"a domain is not asked for",
       "joe@far.test",
       {"joe", "far.test"},
       Locality::remote,
       kPasses,
       kPasses},
      {"NUL", "joe\0"s, {"joe", "example.com"}, Locality::local, kRejects, kRejects},
  };
  for (const auto& c : kCases) {
    const Facts facts = facts_of(c.user, c.sender, c.locality);
    const Opinion address = judge_sender_not_auth(facts, asking_for(kNotUser));
    const Opinion domain = judge_sender_not_auth_domain(facts, asking_for(kNotUserDomain));
    cr_expect(address.kind == c.address, "%s: address", c.label);
    cr_expect(domain.kind == c.domain, "%s: domain", c.label);
    for (const Opinion& opinion : {address, domain}) {
      cr_expect(opinion.kind != kWaits || opinion.wanted == FactId::sender_locality, "%s", c.label);
    }
  }
}

Test(authenticated_sender, each_check_is_asked_for_by_its_own_name) {
  const Facts facts = facts_of("joe@example.com", {"boss", "far.test"});
  const unsigned others = spamweir::config::kNoMx | spamweir::config::kNotLocal;
  cr_expect(judge_sender_not_auth(facts, asking_for(others | kNotUserDomain)).kind == kPasses);
  cr_expect(judge_sender_not_auth_domain(facts, asking_for(others | kNotUser)).kind == kPasses);
}

Test(authenticated_sender, the_log_shows_both_and_neither_can_break_the_line) {
  struct {
    const char* label;
    std::string user;
    Address sender;
    const char* address;
    const char* domain;
  } const kCases[] = {
      {"plain",
       "Joe@example.com",
       {"Boss", "Far.test"},
       "FILTER_SENDER_NOT_AUTH sender: boss@far.test username: Joe@example.com",
       "FILTER_SENDER_NOT_AUTH_DOMAIN domain: far.test username: Joe@example.com"},
      {"unqualified",
       "joe@example.com",
       {"boss", ""},
       "FILTER_SENDER_NOT_AUTH sender: boss username: joe@example.com",
       "FILTER_SENDER_NOT_AUTH_DOMAIN domain: (empty) username: joe@example.com"},
      {"hostile",
       "a\nDENIED_X from:\0 \xff@b"s,
       {"prvs=1=boss", "far.test"},
       "FILTER_SENDER_NOT_AUTH sender: prvs=1=boss@far.test username: "
       "a\\x0aDENIED_X_from:\\x00_\\xff@b",
       "FILTER_SENDER_NOT_AUTH_DOMAIN domain: far.test username: "
       "a\\x0aDENIED_X_from:\\x00_\\xff@b"},
  };
  for (const auto& c : kCases) {
    const Facts facts = facts_of(c.user, c.sender);
    const Opinion address = judge_sender_not_auth(facts, asking_for(kNotUser));
    const Opinion domain = judge_sender_not_auth_domain(facts, asking_for(kNotUserDomain));
    for (const Opinion& opinion : {address, domain}) {
      cr_expect(opinion.rejection == spamweir::config::Rejection::sender_not_auth);
      cr_expect(!opinion.is_temporary);
      expect_text(opinion.reason, "", "%s", c.label);
    }
    expect_text(address.log_line, c.address, "%s: address", c.label);
    expect_text(domain.log_line, c.domain, "%s: domain", c.label);
  }
}
