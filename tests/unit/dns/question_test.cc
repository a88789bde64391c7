#include "dns/question.h"

#include "asking.h"

using namespace spamweir;
using namespace spamweir::dns;
using namespace spamweir::testing;
using namespace std::chrono_literals;

namespace {

void expect_to_come_back(config::DnsLevel level) {
  FakeNameServer server;
  DnsStage stage({&server}, at_level(level));
  server.close();
  state(stage);
  stage.resolver().work();
  server.reopen();
  stage.wait(400ms);
  const Asked asked = only(server);
  server.say(asked, good(asked));
  stage.resolver().work();
  expect_text(state(stage), "192.0.2.1");
}

}  // namespace

Test(question, repeats_come_when_they_are_due) {
  FakeNameServer server;
  DnsStage stage({&server});
  expect_text(state(stage), "waits");
  const Asked first = only(server);
  for (const auto pause : {400ms, 1000ms, 5000ms}) {
    stage.wait(pause - 1ms);
    cr_expect(server.asked().empty(), "%lld ms", static_cast<long long>(pause.count()));
    stage.wait(1ms);
    const Asked again = only(server);
    cr_expect(again.query == first.query && again.port() == first.port());
  }
  stage.wait(23599ms);
  cr_expect(server.asked().empty());
  expect_text(state(stage), "waits");
  stage.wait(1ms);
  expect_text(state(stage), "silence");
}

Test(question, the_time_is_over_before_the_repeats) {
  FakeNameServer server;
  config::DnsSettings settings;
  settings.timeout_secs = 1;
  DnsStage stage({&server}, settings);
  state(stage);
  stage.wait(400ms);
  cr_expect(stage.resolver().deadline() == test_now() + 600ms);
  stage.wait(600ms);
  expect_text(state(stage), "silence");
}

Test(question, a_lost_reply_and_a_late_one) {
  FakeNameServer server;
  DnsStage stage({&server});
  state(stage);
  const Asked first = only(server);
  stage.wait(400ms);
  only(server);
  stage.wait(1s);
  server.say(first, good(first));
  cr_expect(stage.resolver().work());
  expect_text(state(stage), "192.0.2.1");
}

Test(question, a_late_reply_of_another_server) {
  FakeNameServer one, two;
  DnsStage stage({&one, &two});
  state(stage);
  const Asked first = only(one);
  stage.wait(400ms);
  const Asked second = only(two);
  cr_expect(first.query != second.query && first.port() != second.port());
  one.say(first, good(first));
  stage.resolver().work();
  expect_text(state(stage), "192.0.2.1");
}

Test(question, duplicates_do_no_harm) {
  FakeNameServer server;
  DnsStage stage({&server});
  state(stage);
  const Asked asked = only(server);
  for (int i = 0; i < 5; ++i) server.say(asked, good(asked));
  cr_expect(stage.resolver().work());
  server.say(asked, code(asked, 3));
  cr_expect(!stage.resolver().work());
  expect_text(state(stage), "192.0.2.1");
}

Test(question, normal_asks_one_server_a_try) {
  FakeNameServer one, two, three;
  DnsStage stage({&one, &two, &three}, at_level(config::DnsLevel::normal));
  state(stage);
  cr_expect(one.asked().size() == 1 && two.asked().empty() && three.asked().empty());
  stage.wait(400ms);
  cr_expect(one.asked().empty() && two.asked().size() == 1 && three.asked().empty());
  stage.wait(1s);
  cr_expect(one.asked().empty() && two.asked().empty() && three.asked().size() == 1);
  stage.wait(5s);
  cr_expect(one.asked().size() == 1 && two.asked().empty() && three.asked().empty());
}

Test(question, aggressive_repeats_to_all) {
  FakeNameServer one, two, three;
  DnsStage stage({&one, &two, &three}, at_level(config::DnsLevel::aggressive));
  state(stage);
  cr_expect(one.asked().size() == 1 && two.asked().empty() && three.asked().empty());
  for (const auto pause : {400ms, 1000ms, 5000ms}) {
    stage.wait(pause);
    cr_expect(one.asked().size() == 1 && two.asked().size() == 1 && three.asked().size() == 1);
  }
}

Test(question, primary_servers_have_their_tries_first) {
  FakeNameServer primary, other;
  config::DnsSettings settings = at_level(config::DnsLevel::normal);
  settings.primary_servers = {primary.address()};
  settings.retries_primary = 2;
  DnsStage stage({&other}, settings);
  state(stage);
  stage.wait(400ms);
  cr_expect(primary.asked().size() == 2 && other.asked().empty());
  stage.wait(1s);
  cr_expect(primary.asked().empty() && other.asked().size() == 1);
}

Test(question, a_server_that_was_silent_is_asked_last) {
  FakeNameServer dead, alive;
  DnsStage stage({&dead, &alive});
  state(stage);
  dead.asked();
  stage.wait(400ms);
  for (const Asked& asked : alive.asked()) alive.say(asked, good(asked));
  stage.resolver().work();
  expect_text(state(stage), "192.0.2.1");
  dead.asked();
  stage.ask("second.example", Type::a);
  cr_expect(dead.asked().empty() && alive.asked().size() == 1);
  // It is forgiven when it answers again.
  stage.wait(400ms);
  const Asked again = only(dead);
  dead.say(again, code(again, 3));
  stage.resolver().work();
  alive.asked();
  stage.ask("third.example", Type::a);
  cr_expect(dead.asked().size() == 1 && alive.asked().empty());
}

Test(question, nobody_listens_there) {
  FakeNameServer dead, alive;
  DnsStage stage({&dead, &alive});
  dead.close();
  state(stage);
  cr_expect(alive.asked().empty());
  stage.resolver().work();
  const Asked asked = only(alive);
  alive.say(asked, good(asked));
  cr_expect(stage.resolver().work());
  expect_text(state(stage), "192.0.2.1");
  stage.ask("second.example", Type::a);
  cr_expect(alive.asked().size() == 1);
}

Test(question, nobody_listens_anywhere) {
  FakeNameServer one, two;
  DnsStage stage({&one, &two});
  one.close();
  two.close();
  state(stage);
  for (int i = 0; i < 300; ++i) stage.wait(99ms);
  expect_text(state(stage), "waits");
  stage.wait(400ms);
  expect_text(state(stage), "silence");
  cr_expect(stage.log_lines().size() == 1);
}

Test(question, a_server_that_comes_back) {
  expect_to_come_back(config::DnsLevel::normal);
  expect_to_come_back(config::DnsLevel::aggressive);
}

Test(question, servers_that_cannot_tell) {
  for (const int number : {2, 5}) {
    FakeNameServer one, two;
    DnsStage stage({&one, &two});
    state(stage);
    Asked asked = only(one);
    pass_time(100ms);
    one.say(asked, code(asked, number));
    stage.resolver().work();
    expect_text(state(stage), "waits", "code %d", number);
    asked = only(two);
    cr_expect(stage.resolver().deadline() == test_now() + 400ms);
    two.say(asked, code(asked, number));
    cr_expect(stage.resolver().work());
    expect_text(state(stage), "failure", "code %d", number);
    cr_expect(one.asked().empty());
  }
}

Test(question, one_cannot_tell_and_the_other_is_silent) {
  FakeNameServer one, two;
  DnsStage stage({&one, &two});
  state(stage);
  const Asked asked = only(one);
  one.say(asked, code(asked, 2));
  stage.resolver().work();
  cr_expect(two.asked().size() == 1);
  stage.wait(400ms);
  cr_expect(two.asked().size() == 1 && one.asked().empty());
  expect_text(state(stage), "waits");
  stage.wait(1s);
  expect_text(state(stage), "failure");
  cr_expect(stage.log_lines().empty());
}

Test(question, one_cannot_tell_and_the_other_is_not_there) {
  FakeNameServer one, two;
  DnsStage stage({&one, &two});
  two.close();
  state(stage);
  const Asked asked = only(one);
  one.say(asked, code(asked, 2));
  stage.resolver().work();
  stage.resolver().work();
  expect_text(state(stage), "failure");
}
