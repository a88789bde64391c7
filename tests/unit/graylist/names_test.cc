#include "graylist/names.h"

#include <criterion/criterion.h>

#include <string>

#include "support/expect.h"
#include "support/scratch.h"

using namespace spamweir::graylist;
using spamweir::smtp::Address;
using spamweir::testing::expect_text;

Test(names, characters) {
  const struct {
    std::string_view text, want;
  } cases[] = {
      {"", "_none"},
      {"joe", "joe"},
      {"Joe.Doe", "joe.doe"},
      {"a-b_c@d.e", "a-b_c@d.e"},
      {"a/b", "a_b"},
      {"../../etc/passwd", ".._.._etc_passwd"},
      {"a b\tc", "a_b_c"},
      {"a+b=c", "a_b_c"},
      {"\xE4\xFF", "__"},
      {std::string_view("a\0b", 3), "a_b"},
      {"a,b:c", "a_b_c"},
      {"...", "..."},
      {".clients", ".clients"},
      {"_none", "_none"},
  };
  for (const auto& c : cases) expect_text(name_of(c.text), c.want, "%s", c.text.data());
}

Test(names, dots_are_made_safe) {
  const std::string one = name_of(".");
  const std::string two = name_of("..");
  expect_text(one, ".,af63a34c86018bb1");
  cr_expect(one != two);
  cr_expect(two.starts_with("..,"), "got %s", two.c_str());
  cr_expect(is_name(one) && is_name(two));
}

Test(names, length) {
  for (const size_t size : {size_t{254}, size_t{255}}) {
    const std::string text(size, 'x');
    expect_text(name_of(text), text, "%zu bytes", size);
  }
  const std::string long_one(256, 'x');
  const std::string other = long_one + "y";
  for (const std::string& text : {long_one, other, std::string(100'000, '.')}) {
    const std::string name = name_of(text);
    cr_expect(name.size() == 255 && is_name(name), "%zu bytes: got %s", text.size(), name.c_str());
    cr_expect(name[255 - 17] == ',', "got %s", name.c_str());
  }
  cr_expect(name_of(long_one) != name_of(other));
  expect_text(name_of(std::string(256, 'X')), name_of(long_one), "case");
}

Test(names, key) {
  const Key key = key_of({"Al", "B.Test"}, {"Joe", "Example.COM"}, "");
  cr_expect((key == Key{"example.com", "joe", "b.test", "al"}));
  cr_expect(
      (key_of({}, {"joe", "example.com"}, "") == Key{"example.com", "joe", "_none", "_none"}));
  cr_expect((key_of({"root", ""}, {"joe", "example.com"}, "") ==
             Key{"example.com", "joe", "_none", "root"}));
  expect_text(key_of({"al", "b"}, {"j", "e"}, "11.22.33.0-24").sender_user, "al,11.22.33.0-24");
}

Test(names, a_client_always_has_room) {
  const std::string client = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff-127";
  const Key key = key_of({std::string(900, 'u'), "b"}, {"j", "e"}, client);
  cr_expect(key.sender_user.size() == kLongestName, "got %zu", key.sender_user.size());
  cr_expect(key.sender_user.ends_with("," + client));
  cr_expect(is_name(key.sender_user));
}

Test(names, nobody_s_domain_is_that_of_the_clients) {
  const Key key = key_of({"a", "b"}, {"j", ".CLIENTS"}, "");
  cr_expect(!key.is_known_client());
  cr_expect(is_name(key.recipient_domain), "got %s", key.recipient_domain.c_str());
  cr_expect((key_of_client("1.2.3.4") == Key{".clients", "1.2.3.4", "_none", "_none"}));
  cr_expect(key_of_client("1.2.3.4").is_known_client());
}

Test(names, whatever_is_sent_makes_names) {
  spamweir::testing::Random random(4);
  for (int i = 0; i < 20'000; ++i) {
    const Address sender{random.bytes(random.below(400)), random.bytes(random.below(8))};
    const Address recipient{random.text(random.below(6), "./_"), random.text(3, "./a")};
    const Key key = key_of(sender, recipient, i % 2 == 0 ? "" : "::1");
    for (const std::string& name :
         {key.recipient_domain, key.recipient_user, key.sender_domain, key.sender_user}) {
      cr_assert(is_name(name), "got %s", name.c_str());
    }
  }
}

Test(names, is_name) {
  for (const char* bad : {"", ".", "..", "a/b", "A", "a b", "a\tb", "a\n", "\xE4", "a*"}) {
    cr_expect(!is_name(bad), "%s", bad);
  }
  cr_expect(!is_name(std::string(256, 'a')));
  cr_expect(!is_name(std::string_view("a\0", 2)));
  for (const char* good : {"a", "...", "a,::1", "_none"}) cr_expect(is_name(good), "%s", good);
}

Test(names, old_layout) {
  expect_text(*old_name_of({"e", "j", "b.test", "al"}), "al@b.test");
  cr_expect(!old_name_of({"e", "j", "b.test", "al,1.2.3.4"}));
  cr_expect(!old_name_of({"e", "j", "b.test", std::string(250, 'a')}));
  cr_expect(!old_name_of(key_of_client("1.2.3.4")));
}
