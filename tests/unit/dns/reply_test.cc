#include "dns/reply.h"

#include <criterion/criterion.h>

#include <algorithm>

#include "base/text.h"
#include "dns/query.h"
#include "support/dns_messages.h"
#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir;
using namespace spamweir::dns;
using namespace spamweir::testing;

namespace {

std::string a_query() {
  os::RandomSource random;
  return make_query("example.com", Type::mx, {}, random)->bytes;
}

constexpr size_t kAfterQuestion = 12 + 13 + 4;

// A reply with one answer that says of itself what `tail` says, from its owner on.
std::string with_raw_answer(std::string_view tail) {
  std::string bytes = DnsReply(a_query()).bytes();
  bytes[7] = 1;
  return concat(bytes, tail);
}

// type, class, ttl and size in front of data.
std::string head(unsigned type, size_t size) {
  return concat(dns_number(type), dns_number(1), std::string(4, '\0'),
                dns_number(static_cast<unsigned>(size)));
}

std::string pointer_to(size_t at) { return dns_number(0xc000 + static_cast<unsigned>(at)); }

DnsReply a_rich_reply() {
  return DnsReply(a_query())
      .answer("example.com", 15, dns_mx(10, "Mail.Example.com"))
      .answer("example.com", 1, dns_address("192.0.2.1"))
      .answer("example.com", 28, dns_address("2001:db8::1"))
      .answer("example.com", 16, dns_text("one ") + dns_text("two"))
      .answer("example.com", 5, dns_name("other.example"))
      .answer("example.com", 12, dns_name("host.example"))
      .answer("example.com", 2, dns_name("ns.example"))
      .answer("example.com", 6, dns_soa())
      .answer("example.com", 99, "whatever")
      .authority("example.com", 2, dns_name("ns.example"))
      .additional("mail.example.com", 1, dns_address("192.0.2.9"));
}

}  // namespace

Test(reply, every_type) {
  const auto reply = parse_reply(a_rich_reply().bytes());
  cr_assert(reply.has_value());
  const struct {
    Type type;
    const char* text;
    const char* address;
  } want[] = {
      {Type::mx, "mail.example.com", "0.0.0.0"},
      {Type::a, "", "192.0.2.1"},
      {Type::aaaa, "", "2001:db8::1"},
      {Type::txt, "one two", "0.0.0.0"},
      {Type::cname, "other.example", "0.0.0.0"},
      {Type::ptr, "host.example", "0.0.0.0"},
      {Type::ns, "ns.example", "0.0.0.0"},
      {Type::soa, "ns.example root.example 7 0 0 0 60", "0.0.0.0"},
  };
  cr_assert(reply->answers.size() == std::size(want));
  for (size_t i = 0; i < std::size(want); ++i) {
    const OwnedRecord& got = reply->answers[i];
    expect_text(got.owner, "example.com");
    cr_expect(got.record.type == want[i].type, "record %zu", i);
    expect_text(got.record.text, want[i].text);
    expect_text(got.record.address.to_string(), want[i].address);
  }
  cr_expect(reply->answers[0].record.preference == 10);
  cr_expect(!reply->has_authority_soa);
  cr_assert(reply->additional_addresses.size() == 1);
  expect_text(reply->additional_addresses[0].first, "mail.example.com");
}

Test(reply, flags_and_codes) {
  const auto reply = parse_reply(DnsReply(a_query(), 3).truncated().authoritative().bytes());
  cr_assert(reply.has_value());
  cr_expect(reply->code == 3 && reply->is_truncated && reply->is_authoritative &&
            reply->offers_recursion);
  cr_expect(!parse_reply(DnsReply(a_query()).without_recursion().bytes())->offers_recursion);
  // The upper bits of BADVERS (16) are in the OPT record's TTL.
  std::string bytes = DnsReply(a_query()).bytes();
  bytes[11] = 1;
  bytes += std::string_view("\0\0\x29\x04\xd0\x01\0\0\0\0\0", 11);
  cr_expect(parse_reply(bytes)->code == 16);
}

Test(reply, hostile_bytes) {
  const std::string to_question = pointer_to(12);
  const struct {
    const char* label;
    std::string tail;
    bool want;
  } cases[] = {
      {"compressed owner", to_question + head(1, 4) + "\1\2\3\4", true},
      {"nothing", "", false},
      {"a pointer to itself", pointer_to(kAfterQuestion) + head(1, 4) + "\1\2\3\4", false},
      {"a pointer forward", pointer_to(kAfterQuestion + 20) + head(1, 4) + "\1\2\3\4" + "\1a",
       false},
      {"a pointer behind the end", pointer_to(0x3fff) + head(1, 4) + "\1\2\3\4", false},
      {"half a pointer", "\xc0", false},
      {"an unknown label kind", "\x80" + head(1, 4) + "\1\2\3\4", false},
      {"a label behind the end",
       "\x3f"
       "abc",
       false},
      {"an address too short", to_question + head(1, 3) + "\1\2\3", false},
      {"an address too long", to_question + head(1, 5) + "\1\2\3\4\5", false},
      {"data behind the end", to_question + head(1, 4) + "\1\2\3", false},
      {"data of any length behind the end", to_question + head(99, 65535) + "\1\2\3", false},
      {"a name that ends early", to_question + head(12, 9) + dns_name("host") + "pad", false},
      {"a name over the end of its data", to_question + head(12, 3) + dns_name("host"), false},
      {"a string over the end of its data", to_question + head(16, 3) + "\3abc", false},
      {"a string over the end of all",
       to_question + head(16, 3) +
           "\x7f"
           "ab",
       false},
      {"text of no string", to_question + head(16, 0), true},
      {"an exchange without a name", to_question + head(15, 2) + std::string("\0\1", 2), false},
      {"the null exchange", to_question + head(15, 3) + std::string(3, '\0'), true},
      {"a start of authority cut short", to_question + head(6, 4) + std::string("\1a\0\0", 4),
       false},
      {"a start of authority of the root", to_question + head(6, 22) + std::string(22, '\0'), true},
  };
  for (const auto& c : cases) {
    cr_expect(parse_reply(with_raw_answer(c.tail)).has_value() == c.want, "%s", c.label);
  }
}

Test(reply, names_of_any_bytes) {
  const std::string name = std::string("\4a.\0b\1c", 7) + '\0';
  const auto reply = parse_reply(with_raw_answer(pointer_to(12) + head(12, name.size()) + name));
  cr_assert(reply.has_value());
  expect_text(reply->answers[0].record.text, "a\\.\\000b.c");
}

Test(reply, cut_off_at_every_byte) {
  const std::string all = a_rich_reply().bytes();
  const std::string cut_by_server = a_rich_reply().truncated().bytes();
  const size_t answers_end = DnsReply(a_query()).bytes().size() + 9 * 20;
  for (size_t size = 0; size < all.size(); ++size) {
    const bool has_question = size >= kAfterQuestion;
    const auto reply = parse_reply(std::string_view(all).substr(0, size));
    cr_expect(!reply || size > answers_end, "%zu bytes", size);
    cr_expect(
        parse_reply(std::string_view(cut_by_server).substr(0, size)).has_value() == has_question,
        "%zu bytes, truncated", size);
  }
}

Test(reply, a_number_of_records_that_is_no_help) {
  DnsReply many(a_query());
  for (int i = 0; i < 2000; ++i) many.answer("example.com", 1, dns_address("192.0.2.1"));
  const auto reply = parse_reply(many.bytes());
  cr_expect(reply->answers.size() == kMaxRecords && reply->is_incomplete);
  std::string lying = DnsReply(a_query()).bytes();
  lying[6] = lying[7] = '\xff';
  cr_expect(!parse_reply(lying));
}

Test(reply, only_answers_that_are_left_out_are_missing) {
  DnsReply full(a_query());
  for (size_t i = 0; i < kMaxRecords; ++i) full.answer("example.com", 1, dns_address("192.0.2.1"));
  full.additional("mail.example.com", 1, dns_address("192.0.2.9"));
  const auto reply = parse_reply(full.bytes());
  cr_expect(reply->answers.size() == kMaxRecords && !reply->is_incomplete);
  full.answer("example.com", 1, dns_address("192.0.2.1"));
  cr_expect(parse_reply(full.bytes())->is_incomplete);
}

// Long chains of pointers cost no more than their message is long.
Test(reply, a_ladder_of_pointers) {
  std::string bytes = with_raw_answer("");
  std::string ladder(1, '\0');
  const size_t start = bytes.size() + 12;
  size_t last = start;
  while (last < 0x3f00) {
    const size_t here = start + ladder.size();
    ladder += pointer_to(last);
    last = here;
  }
  bytes += concat(std::string(1, '\0'), head(99, ladder.size() + 1), "x", ladder);
  for (int i = 0; i < 500; ++i) bytes += pointer_to(last) + head(1, 4) + "\1\2\3\4";
  bytes[6] = 1;
  bytes[7] = '\xf5';
  (void)parse_reply(bytes);
}

Test(reply, a_hundred_thousand_broken_messages) {
  Random random(11);
  const std::string good = a_rich_reply().bytes();
  size_t parsed = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string bytes = i % 4 == 0 ? good.substr(0, 12) + random.bytes(random.below(300)) : good;
    for (size_t changes = 1 + random.below(6); changes > 0; --changes) {
      bytes[random.below(bytes.size())] = random.bytes(1)[0];
    }
    if (random.below(8) == 0) bytes.resize(random.below(bytes.size() + 1));
    const auto reply = parse_reply(bytes);
    if (!reply) continue;
    ++parsed;
    cr_assert(reply->answers.size() <= kMaxRecords);
    for (const OwnedRecord& answer : reply->answers) {
      // Two names and five numbers, or strings.
      const size_t most = std::max<size_t>(2 * 1026 + 5 * 11, bytes.size());
      cr_assert(answer.owner.size() <= 1025 && answer.record.text.size() <= most);
    }
  }
  cr_expect(parsed > 10000 && parsed < 90000, "%zu of 100000 were taken", parsed);
}
