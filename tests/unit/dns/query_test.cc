#include "dns/query.h"

#include <criterion/criterion.h>

#include <set>

#include "base/text.h"
#include "support/dns_messages.h"
#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::dns;
using namespace spamweir::testing;

namespace {

Query query(std::string_view name, const QueryForm& form = {}) {
  static os::RandomSource random;
  return *make_query(name, Type::mx, form, random);
}

}  // namespace

Test(query, every_byte) {
  const Query plain = query("mail.example.com", {false, false});
  const std::string want = concat(std::string_view("\x01\0\0\1\0\0\0\0\0\0", 10),
                                  dns_name("mail.example.com"), dns_number(15), dns_number(1));
  cr_expect(plain.bytes.substr(2) == want);
  cr_expect(query("", {false, false}).bytes.substr(12) ==
                concat(std::string(1, '\0'), dns_number(15), dns_number(1)),
            "the root");
  std::string with_edns = want;
  with_edns[9] = 1;
  // RFC 6891 6.1.2: 1,232 is 0x04d0.
  with_edns += std::string_view("\0\0\x29\x04\xd0\0\0\0\0\0\0", 11);
  cr_expect(query("mail.example.com", {true, false}).bytes.substr(2) == with_edns);
}

Test(query, chance) {
  std::set<std::string> ids, names;
  size_t upper = 0;
  for (int i = 0; i < 200; ++i) {
    const std::string bytes = query("abcdefghijklmnopqrst.0-9").bytes;
    ids.insert(bytes.substr(0, 2));
    const std::string name = asked_name(bytes);
    expect_text(lower_case(name), "abcdefghijklmnopqrst.0-9");
    names.insert(name);
    for (const char c : name) upper += c >= 'A' && c <= 'Z';
  }
  cr_expect(ids.size() > 190);
  cr_expect(names.size() > 190);
  cr_expect(upper > 1500 && upper < 2500, "%zu of 4000 letters are upper case", upper);
}

Test(query, what_belongs_to_it) {
  const Query mixed = query("mail.example.com");
  const Query plain = query("mail.example.com", {true, false});
  const std::string good = DnsReply(mixed.bytes).bytes();
  const auto changed = [&](size_t at, char bits) {
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ bits);
    return bytes;
  };
  cr_expect(match(mixed, good) == Match::yes);
  cr_expect(match(plain, DnsReply(plain.bytes).bytes()) == Match::yes);
  cr_expect(match(mixed, changed(0, 1)) == Match::no, "id");
  cr_expect(match(mixed, changed(1, 1)) == Match::no, "id");
  cr_expect(match(mixed, changed(2, '\x80')) == Match::no, "a query");
  cr_expect(match(mixed, changed(2, 0x08)) == Match::no, "another operation");
  cr_expect(match(mixed, changed(5, 2)) == Match::no, "three questions");
  cr_expect(match(mixed, changed(12, 1)) == Match::no, "another label");
  cr_expect(match(mixed, changed(13, 1)) == Match::no, "another name");
  cr_expect(match(mixed, changed(13, 0x20)) == Match::wrong_case);
  cr_expect(match(mixed, changed(good.size() - 1, 1)) == Match::no, "class");
  cr_expect(match(mixed, changed(good.size() - 3, 1)) == Match::no, "type");
  std::string other_case = DnsReply(plain.bytes).bytes();
  other_case[13] = 'M';
  cr_expect(match(plain, other_case) == Match::yes);
  for (size_t size = 0; size < good.size(); ++size) {
    cr_expect(match(mixed, good.substr(0, size)) == Match::no, "%zu bytes", size);
  }
}

Test(query, an_error_without_a_question) {
  const Query one = query("mail.example.com");
  for (const auto& [code, want] : {std::pair{1, Match::no_question},
                                   {2, Match::no_question},
                                   {4, Match::no_question},
                                   {5, Match::no_question},
                                   {0, Match::no},
                                   {3, Match::no}}) {
    std::string bytes = DnsReply(one.bytes, code).bytes().substr(0, 12);
    bytes[5] = 0;
    cr_expect(match(one, bytes) == want, "code %d", code);
    bytes[0] = static_cast<char>(bytes[0] ^ 1);
    cr_expect(match(one, bytes) == Match::no);
  }
}
