#include "smtp/address.h"

#include <criterion/criterion.h>

#include <string>

#include "support/expect.h"

using spamweir::smtp::Address;
using spamweir::smtp::parse_path;
using spamweir::smtp::PathArgument;
using spamweir::testing::expect_text;

namespace {

struct PathCase {
  const char* label;
  std::string input;
  const char* local;
  const char* domain;
  const char* wire;
  const char* parameters;
};

const PathCase kReadable[] = {
    {"plain", "<a@b.test>", "a", "b.test", "a@b.test", ""},
    {"no brackets", "a@b.test", "a", "b.test", "a@b.test", ""},
    {"no brackets, parameters", "a@b.test SIZE=3", "a", "b.test", "a@b.test", "SIZE=3"},
    {"blanks around", "  <a@b.test>  ", "a", "b.test", "a@b.test", ""},
    {"parameters", "<a@b.test> SIZE=3 BODY=8BITMIME", "a", "b.test", "a@b.test",
     "SIZE=3 BODY=8BITMIME"},
    {"a name before the bracket", "Some Name <a@b.test>", "a", "b.test", "a@b.test", ""},
    {"null sender", "<>", "", "", "", ""},
    {"unqualified", "<postmaster>", "postmaster", "", "postmaster", ""},
    {"case is kept", "<Joe@Example.COM>", "Joe", "Example.COM", "Joe@Example.COM", ""},
    {"source route", "<@a,@b:user@host.test>", "user", "host.test", "user@host.test", ""},
    {"quoted local part", "<\"a b\"@c.test>", "a b", "c.test", "\"a b\"@c.test", ""},
    {"needless quotes", "<\"joe\"@c.test>", "joe", "c.test", "joe@c.test", ""},
    {"quoted bracket", "<\"a>b\"@c.test>", "a>b", "c.test", "\"a>b\"@c.test", ""},
    {"quoted quote", "<\"a\\\"b\"@c.test>", "a\"b", "c.test", "\"a\\\"b\"@c.test", ""},
    {"escaped at is an at", "<x\\@local.test@far.test>", "x@local.test", "far.test",
     "\"x@local.test\"@far.test", ""},
    {"quoted at, then at", "<\"x@far.test\"@local.test>", "x@far.test", "local.test",
     "\"x@far.test\"@local.test", ""},
    {"only a quoted at: qmail takes it", "<\"x@far.test\">", "x", "far.test", "x@far.test", ""},
    {"at in a quoted domain", "<x@\"far.test@local.test\">", "x@far.test", "local.test",
     "\"x@far.test\"@local.test", ""},
    {"several ats", "<a@b@c.test>", "a@b", "c.test", "\"a@b\"@c.test", ""},
    {"percent", "<a%b@c.test>", "a%b", "c.test", "a%b@c.test", ""},
    {"bang", "<b!a@c.test>", "b!a", "c.test", "b!a@c.test", ""},
    {"literal", "<x@[127.0.0.1]>", "x", "[127.0.0.1]", "x@[127.0.0.1]", ""},
    {"literal of IPv6", "<x@[IPv6:::1]>", "x", "[IPv6:::1]", "x@[IPv6:::1]", ""},
    {"BATV", "<prvs=0123abc=joe@c.test>", "prvs=0123abc=joe", "c.test", "prvs=0123abc=joe@c.test",
     ""},
    {"8-bit", "<j\xc3\xb6@c.test>", "j\xc3\xb6", "c.test", "j\xc3\xb6@c.test", ""},
    {"900 bytes", "<" + std::string(893, 'a') + "@b.test>", nullptr, "b.test", nullptr, ""},
};

const PathCase kUnreadable[] = {
    {"empty", "", "", "", "", ""},
    {"only blanks", "   ", "", "", "", ""},
    {"no closing bracket", "<a@b.test", "", "", "", ""},
    {"open quote", "<\"a@b.test>", "", "", "", ""},
    {"backslash at the end", "<a@b.test\\", "", "", "", ""},
    {"what looks like a quoted route", "<\"@x:victim\"@b.test>", "", "", "", ""},
    {"a second path as parameter", "<a@b.test> <c@far.test>", "", "", "", ""},
    {"no local part", "<@b.test>", "", "", "", ""},
    {"no domain", "<a@>", "", "", "", ""},
    {"text glued to the bracket", "<a@b.test>x", "", "", "", ""},
    {"blank in the domain", "<a@b test>", "", "", "", ""},
    {"bracket in the domain", "a@b.test>", "", "", "", ""},
    {"comma in the domain", "<a@b.test,c.test>", "", "", "", ""},
    {"control character", "<a\x01@b.test>", "", "", "", ""},
    {"901 bytes", "<" + std::string(894, 'a') + "@b.test>", "", "", "", ""},
};

}  // namespace

Test(address, reads_paths_as_qmail_does) {
  for (const PathCase& c : kReadable) {
    const std::optional<PathArgument> got = parse_path(c.input);
    cr_assert(got.has_value(), "%s: not read", c.label);
    if (c.local) expect_text(got->address.local.c_str(), c.local, "%s: local", c.label);
    expect_text(got->address.domain.c_str(), c.domain, "%s: domain", c.label);
    if (c.wire) expect_text(got->address.wire().c_str(), c.wire, "%s: wire", c.label);
    expect_text(got->parameters.c_str(), c.parameters, "%s: parameters", c.label);
  }
}

Test(address, refuses_what_it_can_not_read) {
  for (const PathCase& c : kUnreadable) {
    cr_expect(!parse_path(c.input), "%s: was read as an address", c.label);
  }
}

Test(address, what_is_written_is_read_the_same_again) {
  for (const PathCase& c : kReadable) {
    const Address first = parse_path(c.input)->address;
    const std::optional<PathArgument> second = parse_path("<" + first.wire() + ">");
    cr_assert(second.has_value(), "%s: own spelling not read: %s", c.label, first.wire().c_str());
    cr_expect(second->address.local == first.local && second->address.domain == first.domain,
              "%s: %s", c.label, second->address.text().c_str());
  }
}

Test(address, text_is_for_lists_and_null_is_empty) {
  expect_text(Address{"a", "b.test"}.text(), "a@b.test");
  expect_text(Address{"a", ""}.text(), "a");
  cr_expect((Address{}.is_null()));
  cr_expect((!Address{"a", ""}.is_null()));
}

Test(address, batv_tags_are_cut) {
  const auto user = [](const char* local) {
    const auto found = without_batv_tag(Address{local, "h.test"});
    return found ? found->text() : std::string("(none)");
  };
  expect_text(user("prvs=0123abc=joe").c_str(), "joe@h.test");
  expect_text(user("PRVS=x=joe").c_str(), "joe@h.test");
  expect_text(user("prvs=joe").c_str(), "(none)");
  expect_text(user("prvs=x=").c_str(), "(none)");
  expect_text(user("joe").c_str(), "(none)");
}

Test(address, equality_ignores_case) {
  cr_expect(spamweir::smtp::same_address({"Joe", "B.test"}, {"joe", "b.TEST"}));
  cr_expect(!spamweir::smtp::same_address({"joe", "b.test"}, {"joe", "c.test"}));
  cr_expect(!spamweir::smtp::same_address({"joe", "b.test"}, {"jo", "b.test"}));
}
