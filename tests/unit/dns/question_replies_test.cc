#include "dns/question.h"

#include "asking.h"

using namespace spamweir;
using namespace spamweir::dns;
using namespace spamweir::testing;
using namespace std::chrono_literals;

namespace {

std::string changed(std::string reply, size_t at, char bits) {
  reply[at] = static_cast<char>(reply[at] ^ bits);
  return reply;
}

}  // namespace

Test(question_replies, edns_that_is_not_understood) {
  for (const int number : {1, 4}) {
    for (const bool repeats_question : {true, false}) {
      FakeNameServer server;
      DnsStage stage({&server});
      state(stage);
      const Asked first = only(server);
      cr_expect(has_edns(first.query));
      std::string refusal = code(first, number);
      if (!repeats_question) {
        refusal.resize(12);
        refusal[5] = 0;
      }
      server.say(first, refusal);
      stage.resolver().work();
      const Asked second = only(server);
      cr_expect(!has_edns(second.query) && second.query.substr(0, 2) != first.query.substr(0, 2));
      server.say(second, good(second));
      stage.resolver().work();
      expect_text(state(stage), "192.0.2.1", "code %d", number);
    }
  }
}

Test(question_replies, edns_is_not_the_trouble) {
  FakeNameServer server;
  DnsStage stage({&server});
  state(stage);
  for (int i = 0; i < 2; ++i) {
    const Asked asked = only(server);
    server.say(asked, code(asked, 1));
    stage.resolver().work();
  }
  expect_text(state(stage), "failure");
}

Test(question_replies, a_reply_of_nonsense) {
  FakeNameServer one, two;
  DnsStage stage({&one, &two});
  state(stage);
  const Asked asked = only(one);
  std::string bytes = code(asked, 0);
  bytes[7] = 1;
  one.say(asked, bytes);
  stage.resolver().work();
  cr_expect(two.asked().size() == 1);
}

Test(question_replies, aliases_within_a_message) {
  FakeNameServer server;
  DnsStage stage({&server});
  state(stage);
  const Asked asked = only(server);
  server.say(asked, DnsReply(asked.query)
                        .answer(kName, 5, dns_name("a.example"))
                        .answer("a.example", 5, dns_name("B.example"))
                        .answer("b.EXAMPLE", 1, dns_address("192.0.2.7"))
                        .bytes());
  stage.resolver().work();
  expect_text(state(stage), "192.0.2.7");
}

Test(question_replies, aliases_that_must_be_asked_for) {
  FakeNameServer server;
  DnsStage stage({&server});
  state(stage);
  const Asked first = only(server);
  server.say(first, DnsReply(first.query)
                        .authoritative()
                        .without_recursion()
                        .answer(kName, 5, dns_name("a.example"))
                        .bytes());
  stage.resolver().work();
  const Asked second = only(server);
  expect_text(lower_case(asked_name(second.query)), "a.example");
  server.say(second, good(second));
  stage.resolver().work();
  expect_text(state(stage), "192.0.2.1");
}

Test(question_replies, aliases_without_an_end) {
  FakeNameServer server;
  DnsStage stage({&server});
  state(stage);
  int queries = 0;
  for (; state(stage) == "waits" && queries < 100; ++queries) {
    const Asked asked = only(server);
    const std::string next = concat("n", to_text(uint64_t(queries)), ".example");
    server.say(asked, DnsReply(asked.query)
                          .authoritative()
                          .without_recursion()
                          .answer(asked_name(asked.query), 5, dns_name(next))
                          .bytes());
    stage.resolver().work();
  }
  expect_text(state(stage), "failure");
  cr_expect(queries == 9, "got %d", queries);
}

Test(question_replies, an_alias_of_no_name) {
  FakeNameServer server;
  DnsStage stage({&server});
  state(stage);
  const Asked asked = only(server);
  server.say(
      asked,
      DnsReply(asked.query).without_recursion().answer(kName, 5, dns_name("a b.example")).bytes());
  stage.resolver().work();
  expect_text(state(stage), "no name");
}

Test(question_replies, three_strangers_lead_to_tcp) {
  FakeNameServer server;
  server.listen();
  DnsStage stage({&server});
  state(stage);
  const Asked asked = only(server);
  std::string forged = good(asked);
  forged[0] = static_cast<char>(forged[0] ^ 1);
  for (int i = 0; i < 2; ++i) server.say(asked, forged);
  stage.resolver().work();
  cr_expect(server.asked_by_stream().empty());
  server.say(asked, forged);
  std::string query;
  cr_assert(stage.work_until([&] { return !(query = server.asked_by_stream()).empty(); }));
  expect_text(asked_name(query), kName, "no case is mixed by TCP");
  // The right reply comes too late: its socket is closed.
  server.say(asked, good(asked));
  stage.resolver().work();
  expect_text(state(stage), "waits");
  server.say_by_stream(DnsReply(query).answer(kName, 1, dns_address("192.0.2.9")).bytes());
  cr_assert(stage.work_until([&] { return state(stage) != "waits"; }));
  expect_text(state(stage), "192.0.2.9");
}

Test(question_replies, what_strangers_say) {
  const struct {
    const char* label;
    std::string (*change)(const std::string& reply);
  } cases[] = {
      {"id", [](const std::string& reply) { return changed(reply, 1, 1); }},
      {"name", [](const std::string& reply) { return changed(reply, 13, 2); }},
      {"type", [](const std::string& reply) { return changed(reply, 12 + 13 + 1, 1); }},
      {"class", [](const std::string& reply) { return changed(reply, 12 + 13 + 3, 1); }},
      {"a query", [](const std::string& reply) { return changed(reply, 2, '\x80'); }},
      {"noise", [](const std::string&) { return std::string("noise"); }},
      {"nothing", [](const std::string&) { return std::string(); }},
  };
  for (const auto& c : cases) {
    FakeNameServer server;
    DnsStage stage({&server});
    state(stage);
    const Asked asked = only(server);
    for (int i = 0; i < 2; ++i) server.say(asked, c.change(good(asked)));
    stage.resolver().work();
    expect_text(state(stage), "waits", "%s", c.label);
    server.say(asked, good(asked));
    stage.resolver().work();
    expect_text(state(stage), "192.0.2.1", "%s", c.label);
  }
}

Test(question_replies, a_wrong_case_leads_to_tcp_at_once) {
  FakeNameServer server;
  server.listen();
  DnsStage stage({&server});
  state(stage);
  const Asked asked = only(server);
  std::string reply = good(asked);
  reply[13] = static_cast<char>(reply[13] ^ 0x20);
  server.say(asked, reply);
  std::string query;
  cr_assert(stage.work_until([&] { return !(query = server.asked_by_stream()).empty(); }));
  server.say_by_stream(DnsReply(query, 3).bytes());
  cr_assert(stage.work_until([&] { return state(stage) != "waits"; }));
  expect_text(state(stage), "no name");
}

Test(question_replies, without_tcp_no_case_is_mixed_and_sockets_change) {
  FakeNameServer server;
  DnsStage stage({&server}, without_tcp());
  state(stage);
  for (int move = 0; move <= Question::kMaxMoves; ++move) {
    const Asked asked = only(server);
    expect_text(asked_name(asked.query), kName);
    std::string forged = good(asked);
    forged[0] = static_cast<char>(forged[0] ^ 1);
    expect_text(state(stage), "waits");
    for (int i = 0; i < 3; ++i) server.say(asked, forged);
    stage.resolver().work();
  }
  expect_text(state(stage), "failure");
  cr_expect(server.asked().empty());
}

Test(question_replies, what_was_truncated_is_asked_for_by_tcp) {
  FakeNameServer server;
  server.listen();
  DnsStage stage({&server});
  state(stage);
  const Asked asked = only(server);
  server.say(asked, DnsReply(asked.query).truncated().bytes());
  std::string query;
  cr_assert(stage.work_until([&] { return !(query = server.asked_by_stream()).empty(); }));
  DnsReply reply(query);
  for (int i = 0; i < 90; ++i) reply.answer(kName, 1, dns_address("192.0.2.9"));
  server.say_by_stream(reply.bytes());
  cr_assert(stage.work_until([&] { return state(stage) != "waits"; }));
  cr_expect(stage.ask(kName, Type::a)->records.size() == 90);
}

Test(question_replies, without_tcp_what_arrived_counts) {
  FakeNameServer server;
  DnsStage stage({&server}, without_tcp());
  state(stage);
  const Asked asked = only(server);
  server.say(asked,
             DnsReply(asked.query).truncated().answer(kName, 1, dns_address("192.0.2.1")).bytes());
  stage.resolver().work();
  expect_text(state(stage), "192.0.2.1");
}

Test(question_replies, a_stream_that_fails_is_a_server_that_failed) {
  FakeNameServer one, two;
  DnsStage stage({&one, &two});
  state(stage);
  const Asked asked = only(one);
  // Nobody listens for streams there.
  one.say(asked, DnsReply(asked.query).truncated().bytes());
  std::vector<Asked> next;
  cr_assert(stage.work_until([&] { return !(next = two.asked()).empty(); }));
  two.say(next[0], good(next[0]));
  stage.resolver().work();
  expect_text(state(stage), "192.0.2.1");
}

Test(question_replies, a_stream_that_is_slow) {
  FakeNameServer one, two;
  one.listen();
  DnsStage stage({&one, &two}, at_level(config::DnsLevel::normal));
  state(stage);
  const Asked asked = only(one);
  one.say(asked, DnsReply(asked.query).truncated().bytes());
  stage.resolver().work();
  stage.wait(400ms);
  cr_expect(two.asked().size() == 1, "others are asked meanwhile");
  stage.wait(4600ms);
  cr_expect(two.asked().size() == 1 && one.asked().empty());
  expect_text(state(stage), "waits", "the stream has failed, the other has let one try pass");
  stage.wait(5s);
  expect_text(state(stage), "failure");
}

Test(question_replies, what_was_not_asked_by_udp_is_asked_by_tcp_after_strangers) {
  FakeNameServer one, two;
  one.listen();
  two.listen();
  DnsStage stage({&one, &two});
  state(stage);
  stage.wait(400ms);
  const auto at_one = one.asked();
  const auto at_two = two.asked();
  cr_assert(at_one.size() == 2 && at_two.size() == 1);
  // The three count together.
  one.say(at_one[0], "noise");
  one.say(at_one[0], "noise");
  two.say(at_two[0], "noise");
  std::string query_one, query_two;
  cr_assert(stage.work_until([&] {
    if (query_one.empty()) query_one = one.asked_by_stream();
    if (query_two.empty()) query_two = two.asked_by_stream();
    return !query_one.empty() && !query_two.empty();
  }));
  two.say_by_stream(DnsReply(query_two, 3).bytes());
  cr_assert(stage.work_until([&] { return state(stage) != "waits"; }));
  expect_text(state(stage), "no name");
}

Test(question_replies, an_ipv6_server) {
  FakeNameServer server(true);
  server.listen();
  DnsStage stage({&server});
  state(stage);
  const Asked asked = only(server);
  server.say(asked, DnsReply(asked.query).truncated().bytes());
  std::string query;
  cr_assert(stage.work_until([&] { return !(query = server.asked_by_stream()).empty(); }));
  server.say_by_stream(DnsReply(query).answer(kName, 1, dns_address("192.0.2.1")).bytes());
  cr_assert(stage.work_until([&] { return state(stage) != "waits"; }));
  expect_text(state(stage), "192.0.2.1");
}

Test(question_replies, nothing_forged_is_believed) {
  FakeNameServer server;
  server.listen();
  Random random(5);
  for (int session = 0; session < 1000; ++session) {
    DnsStage stage({&server});
    state(stage);
    const Asked asked = only(server);
    std::string forged = DnsReply(asked.query).answer(kName, 1, dns_address("203.0.113.1")).bytes();
    const int guesses = session % 100 == 0 ? 10000 : 200;
    for (int i = 0; i < guesses; ++i) {
      // The one guess in 65,536 that a forger may have right is not tried here: see transport.h.
      std::string id = random.bytes(2);
      if (id == asked.query.substr(0, 2)) id[0] = static_cast<char>(id[0] ^ 1);
      server.say(asked, forged.replace(0, 2, id));
      if (i % 100 == 99) stage.resolver().work();
    }
    std::string query;
    cr_assert(stage.work_until([&] { return !(query = server.asked_by_stream()).empty(); }));
    server.say(asked, forged);
    server.say_by_stream(DnsReply(query).answer(kName, 1, dns_address("192.0.2.1")).bytes());
    cr_assert(stage.work_until([&] { return state(stage) != "waits"; }));
    cr_assert(state(stage) == "192.0.2.1", "session %d", session);
  }
}
