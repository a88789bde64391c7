#include "dns/resolver.h"

#include <criterion/criterion.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>

#include "base/text.h"
#include "support/dns_messages.h"
#include "support/expect.h"
#include "support/fake_name_server.h"

using namespace spamweir;
using namespace spamweir::dns;
using namespace spamweir::testing;
using namespace std::chrono_literals;

namespace {

std::string a_reply(const FakeNameServer::Asked& asked, std::string_view address) {
  return DnsReply(asked.query).answer(asked_name(asked.query), 1, dns_address(address)).bytes();
}

}  // namespace

Test(resolver, a_question_and_its_answer) {
  FakeNameServer server;
  DnsStage stage({&server});
  cr_expect(stage.resolver().fd() < 0 && !stage.resolver().deadline());
  cr_expect(stage.ask("Mail.Example.com", Type::mx) == nullptr);
  cr_expect(stage.resolver().fd() >= 0);
  cr_expect(stage.resolver().deadline() == test_now() + 400ms);
  cr_expect(!stage.resolver().work());
  const auto asked = server.asked();
  cr_assert(asked.size() == 1);
  expect_text(lower_case(asked_name(asked[0].query)), "mail.example.com");
  cr_expect(asked_type(asked[0].query) == 15 && has_edns(asked[0].query));
  server.say(asked[0], DnsReply(asked[0].query)
                           .answer("MAIL.example.com", 15, dns_mx(20, "B.example.com"))
                           .answer("mail.example.com", 15, dns_mx(10, "a.example.com"))
                           .additional("a.example.com", 1, dns_address("192.0.2.1"))
                           .bytes());
  cr_expect(stage.resolver().work());
  const Answer* answer = stage.ask("mail.example.com", Type::mx);
  cr_assert(answer != nullptr);
  cr_expect(answer->outcome == Outcome::found && answer->records.size() == 2);
  expect_text(answer->records[0].text, "b.example.com");
  cr_expect(answer->records[0].preference == 20);
  cr_expect(answer->additional_addresses.size() == 1);
  cr_expect(!stage.resolver().deadline());
  cr_expect(!stage.resolver().work());
  cr_expect(stage.log_lines().empty());
}

Test(resolver, what_was_asked_is_not_asked_again) {
  FakeNameServer server;
  DnsStage stage({&server});
  for (int i = 0; i < 3; ++i) {
    cr_expect(stage.ask("example.com", Type::a) == nullptr);
    cr_expect(stage.ask("EXAMPLE.com.", Type::a) == nullptr);
  }
  cr_expect(stage.ask("example.com", Type::aaaa) == nullptr);
  const auto asked = server.asked();
  cr_assert(asked.size() == 2);
  cr_expect(asked[0].port() != asked[1].port());
  server.say(asked[0], a_reply(asked[0], "192.0.2.1"));
  cr_expect(stage.resolver().work());
  const Answer* answer = stage.ask("example.com", Type::a);
  cr_assert(answer != nullptr);
  cr_expect(stage.ask("Example.com", Type::a) == answer);
  cr_expect(stage.ask("example.com", Type::aaaa) == nullptr);
  cr_expect(server.asked().empty());
}

Test(resolver, answers_stay_where_they_are) {
  FakeNameServer server;
  DnsStage stage({&server});
  std::vector<const Answer*> answers;
  for (int i = 0; i < 300; ++i) {
    const std::string name = concat("n", to_text(uint64_t(i)), ".example");
    cr_assert(stage.ask(name, Type::a) == nullptr);
    for (const auto& asked : server.asked()) server.say(asked, a_reply(asked, "192.0.2.1"));
    cr_assert(stage.resolver().work());
    answers.push_back(stage.ask(name, Type::a));
    cr_assert(answers.back() != nullptr);
  }
  for (size_t i = 0; i < answers.size(); ++i) {
    cr_assert(stage.ask(concat("n", to_text(i), ".example"), Type::a) == answers[i]);
    cr_assert(answers[i]->outcome == Outcome::found);
  }
}

Test(resolver, names_that_are_none) {
  FakeNameServer server;
  DnsStage stage({&server});
  for (const char* name : {"", "..", "a..b", "a b.example", "\xff", "a\\b.example"}) {
    const Answer* answer = stage.ask(name, Type::a);
    cr_assert(answer != nullptr, "%s", name);
    cr_expect(answer->outcome == Outcome::no_name && answer->records.empty(), "%s", name);
  }
  cr_expect(server.asked().empty());
}

Test(resolver, level_none_opens_nothing) {
  config::DnsSettings settings;
  settings.level = config::DnsLevel::none;
  settings.servers = {"nonsense"};
  DnsStage stage({}, settings);
  const Answer* answer = stage.ask("example.com", Type::a);
  cr_assert(answer != nullptr);
  cr_expect(answer->outcome == Outcome::silence);
  cr_expect(stage.resolver().fd() < 0 && !stage.resolver().deadline());
  cr_expect(stage.log_lines().empty());
}

Test(resolver, options_of_the_environment_count) {
  setenv("RES_OPTIONS", "timeout:2", 1);
  FakeNameServer server;
  DnsStage stage({&server});
  stage.ask("example.com", Type::a);
  stage.wait(400ms);
  stage.wait(1s);
  cr_expect(stage.resolver().deadline() == test_now() + 2s);
}

Test(resolver, all_servers_dead) {
  FakeNameServer one, two;
  DnsStage stage({&one, &two});
  cr_expect(stage.ask("a.example", Type::a) == nullptr);
  stage.wait(29s);
  cr_expect(stage.ask("b.example", Type::a) == nullptr);
  cr_expect(stage.log_lines().empty());
  stage.wait(1s);
  // The one that was asked later is over too, and no other is asked.
  const size_t before = one.asked().size() + two.asked().size();
  cr_expect(before > 0);
  for (const char* name : {"a.example", "b.example", "c.example"}) {
    const Answer* answer = stage.ask(name, Type::a);
    cr_assert(answer != nullptr, "%s", name);
    cr_expect(answer->outcome == Outcome::silence, "%s", name);
  }
  cr_expect(one.asked().empty() && two.asked().empty());
  cr_expect(!stage.resolver().deadline());
  const auto lines = stage.log_lines();
  cr_assert(lines.size() == 1);
  expect_text(lines[0], concat("ERROR: DNS: no name server answered within 30 seconds (asked ",
                               one.address(), ", ", two.address(),
                               "); mail is not judged by DNS for now; check dns-server-ip"));
}

Test(resolver, one_slow_name_is_no_dead_server) {
  FakeNameServer server;
  DnsStage stage({&server});
  stage.ask("slow.example", Type::a);
  server.asked();
  stage.ask("quick.example", Type::a);
  const auto asked = server.asked();
  server.say(asked.at(0), a_reply(asked[0], "192.0.2.1"));
  pass_time(1ms);
  stage.wait(30s);
  cr_assert(stage.ask("slow.example", Type::a) != nullptr);
  cr_expect(stage.ask("slow.example", Type::a)->outcome == Outcome::failure);
  cr_expect(stage.ask("another.example", Type::a) == nullptr, "it is asked");
  cr_expect(stage.log_lines().empty());
}

Test(resolver, a_server_that_died_after_its_first_answer) {
  FakeNameServer server;
  DnsStage stage({&server});
  stage.ask("first.example", Type::a);
  const auto asked = server.asked();
  server.say(asked.at(0), a_reply(asked[0], "192.0.2.1"));
  cr_expect(stage.resolver().work());
  pass_time(1ms);
  stage.ask("second.example", Type::a);
  stage.wait(30s);
  cr_expect(stage.ask("second.example", Type::a)->outcome == Outcome::failure);
  cr_expect(stage.ask("third.example", Type::a) == nullptr, "it may be back");
  cr_expect(stage.ask("first.example", Type::a)->outcome == Outcome::found);
  cr_expect(stage.log_lines().empty());
}

// Made-up names must not use up all descriptors.
Test(resolver, many_questions_wait_for_their_turn) {
  FakeNameServer server;
  DnsStage stage({&server});
  const auto name = [](size_t i) { return concat("n", to_text(i), ".example"); };
  constexpr size_t kMany = Resolver::kMaxAsked + 10;
  for (size_t i = 0; i < kMany; ++i) cr_expect(stage.ask(name(i), Type::a) == nullptr);
  const auto asked = server.asked();
  cr_expect_eq(asked.size(), Resolver::kMaxAsked);
  for (const auto& one : asked) server.say(one, a_reply(one, "192.0.2.1"));
  stage.resolver().work();
  stage.resolver().work();
  const auto later = server.asked();
  cr_expect_eq(later.size(), 10u);
  for (const auto& one : later) server.say(one, a_reply(one, "192.0.2.1"));
  stage.resolver().work();
  for (size_t i = 0; i < kMany; ++i) cr_expect(stage.ask(name(i), Type::a) != nullptr, "%zu", i);
}

Test(resolver, what_nobody_waits_for_any_more_is_given_up) {
  FakeNameServer server;
  DnsStage stage({&server});
  stage.ask("quick.example", Type::a);
  const auto asked = server.asked();
  server.say(asked.at(0), a_reply(asked[0], "192.0.2.1"));
  stage.resolver().work();
  stage.ask("slow.example", Type::a);
  stage.resolver().give_up_pending();
  cr_expect(stage.resolver().work());
  cr_assert(stage.ask("slow.example", Type::a) != nullptr);
  cr_expect(stage.ask("slow.example", Type::a)->outcome == Outcome::failure);
  cr_expect(!stage.resolver().deadline());
}

Test(resolver, what_arrived_in_time_counts_however_late_we_look) {
  FakeNameServer server;
  DnsStage stage({&server});
  stage.ask("example.com", Type::a);
  const auto asked = server.asked();
  server.say(asked.at(0), a_reply(asked[0], "192.0.2.1"));
  stage.wait(60s);
  cr_expect(stage.ask("example.com", Type::a)->outcome == Outcome::found);
}

Test(resolver, no_descriptor_is_left) {
  FakeNameServer server;
  DnsStage stage({&server});
  stage.ask("first.example", Type::a);
  rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit none{0, limit.rlim_max};
  cr_assert(setrlimit(RLIMIT_NOFILE, &none) == 0);
  cr_expect(stage.ask("second.example", Type::a) == nullptr);
  stage.wait(400ms);
  cr_assert(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  server.asked();
  stage.wait(1s);
  bool found = false;
  for (const auto& asked : server.asked()) {
    if (lower_case(asked_name(asked.query)) != "second.example") continue;
    server.say(asked, a_reply(asked, "192.0.2.1"));
    found = true;
  }
  cr_expect(found);
  stage.resolver().work();
  cr_assert(stage.ask("second.example", Type::a) != nullptr);
  cr_expect(stage.ask("second.example", Type::a)->outcome == Outcome::found);
}

Test(resolver, not_even_a_descriptor_to_wait_with) {
  FakeNameServer server;
  DnsStage stage({&server});
  rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit none{0, limit.rlim_max};
  cr_assert(setrlimit(RLIMIT_NOFILE, &none) == 0);
  const Answer* first = stage.ask("example.com", Type::a);
  const Answer* second = stage.ask("example.com", Type::a);
  cr_assert(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  for (const Answer* answer : {first, second}) {
    cr_assert(answer != nullptr);
    cr_expect(answer->outcome == Outcome::silence);
  }
  cr_expect(stage.log_lines().size() == 1);
}

Test(resolver, a_client_that_makes_up_names) {
  FakeNameServer server;
  DnsStage stage({&server});
  for (size_t i = 0; i < Resolver::kMaxQuestions; ++i) {
    const Answer* answer = stage.ask(concat("n", to_text(i), ".example"), Type::a);
    cr_assert(answer == nullptr);
    const auto asked = server.asked();
    server.say(asked.at(0), DnsReply(asked[0].query, 3).bytes());
    cr_assert(stage.resolver().work());
  }
  for (const char* name : {"one.more.example", "two.more.example"}) {
    const Answer* answer = stage.ask(name, Type::a);
    cr_assert(answer != nullptr);
    cr_expect(answer->outcome == Outcome::failure);
  }
  cr_expect(stage.ask("n0.example", Type::a)->outcome == Outcome::no_name);
  cr_expect(stage.log_lines().size() == 1);
}

Test(resolver, sockets_are_closed_with_their_answers) {
  FakeNameServer server;
  DnsStage stage({&server});
  stage.ask("example.com", Type::a);
  const int free_before = dup(0);
  close(free_before);
  for (int i = 0; i < 50; ++i) {
    const std::string name = concat("n", to_text(uint64_t(i)), ".example");
    stage.ask(name, Type::a);
    for (const auto& asked : server.asked()) {
      if (lower_case(asked_name(asked.query)) == "example.com") continue;
      server.say(asked, a_reply(asked, "192.0.2.1"));
    }
    stage.resolver().work();
  }
  const int free_after = dup(0);
  close(free_after);
  cr_expect(free_after <= free_before, "got %d, want %d", free_after, free_before);
}
