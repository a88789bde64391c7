#include "graylist/fold.h"

#include <criterion/criterion.h>

#include "support/expect.h"
#include "support/scratch.h"

using spamweir::graylist::folded;
using spamweir::smtp::Address;
using spamweir::testing::expect_text;

Test(fold, senders) {
  const Address recipient{"Joe", "Example.com"};
  const struct {
    const char* local;
    const char* want;
  } cases[] = {
      {"user", "user"},
      {"", ""},
      // BATV
      {"prvs=0123456789=user", "user"},
      {"PRVS=0123456789=User", "user"},
      {"prvs=user", "prvs=user"},
      {"prvs=0123456789=", "prvs=#="},
      {"btv1==0ab==user", "user"},
      {"btv1==0ab==", "btv1==0ab=="},
      // SRS
      {"SRS0=HHHH=TT=other.test=user", "srs0=other.test=user"},
      {"SRS0+HHHH=TT=other.test=user", "srs0=other.test=user"},
      {"srs0=HHHH=TT=other.test", "srs0=hhhh=tt=other.test"},
      {"SRS1=HHHH=fwd.test==HHH=TT=other.test=user", "srs1=fwd.test=other.test=user"},
      {"SRS1=HHHH=fwd.test=HHH", "srs1=hhhh=fwd.test=hhh"},
      {"srs2=a=b=c=d", "srs2=a=b=c=d"},
      {"SRS0=HHHH=TT=other.test=user+tag", "srs0=other.test=user"},
      // VERP
      {"list-joe=example.com", "list"},
      {"list-JOE=EXAMPLE.COM-rest", "list-rest"},
      {"bounce+joe=example.com", "bounce"},
      {"joe=example.com", "joe=example.com"},
      {"list-owner-x.y=other.example", "list-owner"},
      {"list-return-12345-x=other.example", "list-return-#"},
      {"a=b", "a=b"},
      {"-a=b.c", "-a=b.c"},
      // tags
      {"user+tag", "user"},
      {"user+a+b", "user"},
      {"+user", "+user"},
      // numbers
      {"news-20240131-7", "news-#-7"},
      {"n123", "n123"},
      {"n1234", "n#"},
      {"n1234x5678y", "n#x#y"},
      {"b-0a1b2c3d4e5f-x", "b-#-x"},
      {"deadbeef", "deadbeef"},
      {"deadbee1", "#"},
      {"b.0a1b2c3", "b.0a1b2c3"},
  };
  for (const auto& c : cases) {
    const Address got = folded({c.local, "B.Test"}, recipient);
    expect_text(got.local, c.want, "%s", c.local);
    expect_text(got.domain, "b.test", "%s", c.local);
  }
}

Test(fold, messages_of_one_list_share) {
  const Address recipient{"joe", "example.com"};
  const Address first = folded({"bounces-4711-joe=example.com", "l.test"}, recipient);
  const Address second = folded({"bounces-4712-joe=example.com", "l.test"}, recipient);
  expect_text(first.local, second.local);
}

Test(fold, the_null_sender_stays) { cr_expect(folded({}, {"joe", "example.com"}).is_null()); }

Test(fold, rubbish_does_no_harm) {
  spamweir::testing::Random random(7);
  for (int i = 0; i < 50'000; ++i) {
    const Address sender{random.text(random.below(40), "=+-._0123abSRSrs@"), "b"};
    const Address got = folded(sender, {random.text(random.below(3), "ab-="), "b.c"});
    cr_assert(got.local.empty() == sender.local.empty(), "%s", sender.local.c_str());
    cr_assert(got.local.size() <= sender.local.size() + 1, "%s", sender.local.c_str());
  }
}
