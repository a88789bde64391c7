#include "dns/answer_text.h"

#include <criterion/criterion.h>

#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::dns;
using spamweir::testing::expect_text;

Test(answer_text, types) {
  for (const Type type : {Type::a, Type::ns, Type::cname, Type::soa, Type::ptr, Type::mx, Type::txt,
                          Type::aaaa, Type::any}) {
    cr_expect(type_of(name_of(type)) == type);
  }
  cr_expect(type_of("aaaa") == Type::aaaa);
  cr_expect(!type_of("AXFR") && !type_of(""));
}

Test(answer_text, answers) {
  const struct {
    Answer answer;
    const char* want;
  } cases[] = {
      {{Outcome::silence, {}, {}}, "no name server answered"},
      {{Outcome::no_name, {}, {}}, "no such name (NXDOMAIN)"},
      {{Outcome::found, {{Type::a, IpAddress::v4(0x7f000002), {}, 0}}, {}}, "found 127.0.0.2"},
      {{Outcome::found,
        {{Type::mx, {}, "mx.test", 10}, {Type::mx, {}, "", 0}, {Type::txt, {}, "a \"b\"\n", 0}},
        {}},
       "found 10 mx.test, 0 ., a 'b'\\x0a"},
      {{Outcome::found,
        {{Type::aaaa, *IpAddress::parse("::ffff:1.2.3.4"), {}, 0},
         {Type::aaaa, *IpAddress::parse("2001:db8::1"), {}, 0},
         {Type::aaaa, *IpAddress::parse("::"), {}, 0}},
        {}},
       "found ::ffff:1.2.3.4, 2001:db8::1, ::"},
      {{Outcome::found,
        {{Type::ptr, {}, "", 0},
         {Type::ns, {}, "", 0},
         {Type::cname, {}, "", 0},
         {Type::ns, {}, "ns.test", 0}},
        {}},
       "found ., ., ., ns.test"},
  };
  for (const auto& c : cases) expect_text(text_of(c.answer), c.want);
}
