#include "dns/conclusion.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::dns;
using spamweir::testing::expect_text;
using Kind = Conclusion::Kind;

namespace {

OwnedRecord alias(std::string owner, std::string target) {
  return {std::move(owner), {Type::cname, {}, std::move(target), 0}};
}

OwnedRecord address(std::string owner, std::string_view text) {
  return {std::move(owner), {Type::a, *IpAddress::parse(text), {}, 0}};
}

// A reply of a resolver.
Reply reply(std::vector<OwnedRecord> answers, int code = 0) {
  Reply made;
  made.offers_recursion = true;
  made.code = code;
  made.answers = std::move(answers);
  return made;
}

// Addresses that were found, or what else came of it.
std::string text_of(const Conclusion& conclusion) {
  switch (conclusion.kind) {
    case Kind::goes_on:
      return concat("on ", conclusion.next_name, " ", to_text(uint64_t(conclusion.aliases)));
    case Kind::server_failed:
      return "failed";
    case Kind::edns_refused:
      return "edns";
    case Kind::answered:
      break;
  }
  if (conclusion.answer.outcome == Outcome::no_data) return "no data";
  if (conclusion.answer.outcome == Outcome::no_name) return "no name";
  std::string text;
  for (const Record& record : conclusion.answer.records) {
    text += concat(text.empty() ? "" : " ", record.text,
                   record.type == Type::a ? record.address.to_string() : "");
  }
  return text;
}

std::string of_a(Reply made, int aliases = 0) {
  return text_of(conclude(std::move(made), "a", Type::a, aliases));
}

}  // namespace

Test(conclusion, of_a_resolver) {
  const auto one = address("a", "192.0.2.1");
  expect_text(of_a(reply({one})), "192.0.2.1");
  expect_text(of_a(reply({one, address("a", "192.0.2.2")})), "192.0.2.1 192.0.2.2");
  expect_text(of_a(reply({address("b", "192.0.2.1")})), "no data", "of another name");
  expect_text(of_a(reply({})), "no data");
  expect_text(of_a(reply({}, 3)), "no name");
  expect_text(of_a(reply({}, 1)), "edns");
  expect_text(of_a(reply({}, 4)), "edns");
  expect_text(of_a(reply({}, 16)), "edns");
  expect_text(of_a(reply({}, 2)), "failed");
  expect_text(of_a(reply({one}, 5)), "failed");
  expect_text(of_a(reply({}, 23)), "failed");
}

Test(conclusion, aliases) {
  expect_text(of_a(reply({alias("a", "b"), address("b", "192.0.2.1")})), "192.0.2.1");
  expect_text(of_a(reply({address("c", "192.0.2.1"), alias("b", "c"), alias("a", "b")})),
              "192.0.2.1", "in any order");
  expect_text(of_a(reply({alias("a", "b")})), "on b 1", "nobody has looked at the end");
  expect_text(of_a(reply({alias("a", "b")}, 3)), "no name");
  expect_text(of_a(reply({alias("a", "a")})), "failed");
  expect_text(of_a(reply({alias("a", "b"), alias("b", "a")})), "failed");
  expect_text(text_of(conclude(reply({alias("a", "b")}), "a", Type::cname, 0)), "b");
  expect_text(
      text_of(conclude(reply({alias("a", "b"), address("a", "192.0.2.1")}), "a", Type::any, 0)),
      "b 192.0.2.1");
}

Test(conclusion, the_bound_of_aliases) {
  for (int length = 1; length <= kMaxAliases + 1; ++length) {
    std::vector<OwnedRecord> chain;
    std::string name = "a";
    for (int i = 0; i < length; ++i) {
      chain.push_back(alias(name, name + "a"));
      name += "a";
    }
    chain.push_back(address(name, "192.0.2.1"));
    expect_text(of_a(reply(chain)), length <= kMaxAliases ? "192.0.2.1" : "failed", "%d", length);
  }
  const std::vector<OwnedRecord> one = {alias("a", "b"), address("b", "192.0.2.1")};
  expect_text(of_a(reply(one), kMaxAliases - 1), "192.0.2.1");
  expect_text(of_a(reply(one), kMaxAliases), "failed");
}

Test(conclusion, of_a_server_that_does_not_recurse) {
  const auto made = [](std::vector<OwnedRecord> answers, bool soa, bool authoritative) {
    Reply one = reply(std::move(answers));
    one.offers_recursion = false;
    one.has_authority_soa = soa;
    one.is_authoritative = authoritative;
    return one;
  };
  expect_text(of_a(made({}, false, false)), "failed", "a referral");
  expect_text(of_a(made({}, true, false)), "no data");
  expect_text(of_a(made({}, false, true)), "no data");
  expect_text(of_a(made({address("a", "192.0.2.1")}, false, false)), "192.0.2.1");
  expect_text(of_a(made({alias("a", "b")}, false, true)), "on b 1");
  expect_text(of_a(made({alias("a", "b")}, true, true)), "no data");
}

Test(conclusion, what_was_cut_off_is_not_missing) {
  const auto cut = [](std::vector<OwnedRecord> answers) {
    Reply one = reply(std::move(answers));
    one.is_truncated = true;
    return one;
  };
  expect_text(of_a(cut({})), "failed");
  expect_text(of_a(cut({address("a", "192.0.2.1")})), "192.0.2.1");
  expect_text(of_a(cut({alias("a", "b")})), "on b 1");
}

Test(conclusion, an_incomplete_answer_says_so) {
  for (const bool is_incomplete : {false, true}) {
    for (const char* owner : {"a", "b"}) {
      Reply made = reply({address(owner, "192.0.2.1")});
      made.is_incomplete = is_incomplete;
      cr_expect(conclude(made, "a", Type::a, 0).answer.is_incomplete == is_incomplete, "%s", owner);
    }
  }
}
