#include "tools/graylist_listing.h"

#include <criterion/criterion.h>

#include "graylist/names.h"
#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::tools;
using graylist::Key;
using testing::expect_text;

namespace {

const std::string kPath = "/g/\"x\"";
const Key kPlain = {"e.com", "joe", "b.test", "al"};
const Key kBounce = {"e.com", "joe", "_none", "_none,::1"};
const Key kHashed = {"e.com", "joe", "b.test", "al,0123456789abcdef"};
const Key kClient = graylist::key_of_client("1.2.3.0-24");

}  // namespace

Test(graylist_listing, lines) {
  const struct {
    const Key& key;
    const char* want;
  } cases[] = {
      {kPlain,
       "passed  2001-09-09 01:46:40  joe@e.com                       al@b.test               "
       "        -\n"},
      {kBounce,
       "passed  2001-09-09 01:46:40  joe@e.com                       <>                      "
       "        ::1\n"},
      {kClient,
       "known   2001-09-09 01:46:40  -                               -                       "
       "        1.2.3.0-24\n"},
  };
  for (const auto& c : cases) {
    expect_text(entry_line({c.key, kPath, true, 1'000'000'000}, false), c.want);
  }
  const std::string hashed = entry_line({kHashed, kPath, false, 0}, false);
  cr_expect(hashed.find("al,0123456789abcdef@b.test") != std::string::npos, "%s", hashed.c_str());
}

Test(graylist_listing, json) {
  expect_text(entry_line({kPlain, kPath, false, 5}, true),
              R"({"state":"waiting","since":5,"recipient":"joe@e.com","sender":"al@b.test",)"
              R"("client":null,"path":"/g/\"x\""})"
              "\n");
  expect_text(entry_page({kClient, kPath, false, 5}, "", true),
              R"({"state":"known","since":5,"client":"1.2.3.0-24","path":"/g/\"x\"","clients":[]})"
              "\n");
  const std::string page = entry_page({kPlain, kPath, true, 5}, "1.2.3.4 x\n1.2.3.5 y\n", true);
  cr_expect(page.ends_with("\"clients\":[\"1.2.3.4 x\",\"1.2.3.5 y\"]}\n"), "%s", page.c_str());
}

Test(graylist_listing, page) {
  expect_text(entry_page({kPlain, kPath, true, 0}, "1.2.3.4 x\n", false),
              "Recipient:  joe@e.com\nSender:     al@b.test\nClient:     -\nState:      passed\n"
              "Last use:   1970-01-01 00:00:00 UTC\nFile:       /g/\"x\"\nPassed for:\n"
              "            1.2.3.4 x\n");
}

Test(graylist_listing, statistics) {
  Statistics statistics;
  const Key other = {"f.com", "joe", "b.test", "al"};
  statistics.add({kPlain, kPath, false, 10});
  statistics.add({kPlain, kPath, true, 5});
  statistics.add({kBounce, kPath, true, 20});
  statistics.add({other, kPath, false, 30});
  statistics.add({kClient, kPath, false, 1});
  expect_text(statistics.text(true),
              R"({"waiting":2,"passed":2,"oldest":5,"newest":30,"known_clients":1,"domains":[)"
              R"({"domain":"e.com","waiting":1,"passed":2,"oldest":5,"newest":20},)"
              R"({"domain":"f.com","waiting":1,"passed":0,"oldest":30,"newest":30}]})"
              "\n");
  const std::string text = statistics.text(false);
  cr_expect(text.find("        1         2  1970-01-01 00:00:05  1970-01-01 00:00:20  e.com\n") !=
                std::string::npos,
            "%s", text.c_str());
  expect_text(Statistics().text(true),
              R"({"waiting":0,"passed":0,"oldest":0,"newest":0,"known_clients":0,"domains":[]})"
              "\n");
}
