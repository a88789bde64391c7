#include "dns/transport.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "support/dns_messages.h"
#include "support/expect.h"
#include "support/fake_name_server.h"

using namespace spamweir;
using namespace spamweir::dns;
using namespace spamweir::testing;
using config::DnsSpoof;

namespace {

constexpr const char* kAskedName = "example.com";

// The address that is believed when `liar` answers the question put to `server`; empty: none.
std::string believed(DnsSpoof spoof, FakeNameServer& server, FakeNameServer& liar) {
  config::DnsSettings settings;
  settings.spoof = spoof;
  DnsStage stage({&server}, settings);
  stage.ask(kAskedName, Type::a);
  const auto asked = server.asked();
  cr_assert(asked.size() == 1);
  liar.say(asked[0],
           DnsReply(asked[0].query).answer(kAskedName, 1, dns_address("192.0.2.66")).bytes());
  stage.resolver().work();
  const Answer* answer = stage.ask(kAskedName, Type::a);
  return answer == nullptr ? "" : answer->records.at(0).address.to_string();
}

// A stream to the server, whose query has arrived there as `query`.
struct Stream {
  FakeNameServer server;
  DnsStage stage;
  std::string query;

  Stream() : stage({&server}) {
    server.listen();
    stage.ask(kAskedName, Type::a);
    const auto asked = server.asked();
    server.say(asked.at(0), DnsReply(asked[0].query).truncated().bytes());
    cr_assert(stage.work_until([&] { return !(query = server.asked_by_stream()).empty(); }));
  }

  Outcome outcome() {
    cr_assert(stage.work_until([&] { return stage.ask(kAskedName, Type::a) != nullptr; }));
    return stage.ask(kAskedName, Type::a)->outcome;
  }
};

}  // namespace

Test(transport, who_may_answer) {
  FakeNameServer server, other_port;
  FakeNameServer other_address("127.0.0.9", server);
  const struct {
    const char* label;
    DnsSpoof spoof;
    bool same_ip, same_port;
  } cases[] = {
      {"reject", DnsSpoof::reject, false, false},
      {"accept-same-ip", DnsSpoof::accept_same_ip, true, false},
      {"accept-same-port", DnsSpoof::accept_same_port, false, true},
      {"accept-all", DnsSpoof::accept_all, true, true},
  };
  for (const auto& c : cases) {
    expect_text(believed(c.spoof, server, server), "192.0.2.66", "%s, the server", c.label);
    expect_text(believed(c.spoof, server, other_port), c.same_ip ? "192.0.2.66" : "",
                "%s, the same address", c.label);
    expect_text(believed(c.spoof, server, other_address), c.same_port ? "192.0.2.66" : "",
                "%s, the same port", c.label);
  }
}

Test(transport, a_stream_in_pieces) {
  Stream stream;
  const std::string reply =
      DnsReply(stream.query).answer(kAskedName, 1, dns_address("192.0.2.1")).bytes();
  const std::string all = dns_number(static_cast<unsigned>(reply.size())) + reply;
  for (const char c : all) {
    cr_expect(stream.stage.ask(kAskedName, Type::a) == nullptr);
    stream.server.say_by_stream(std::string_view(&c, 1), false);
    stream.stage.resolver().work();
  }
  cr_expect(stream.outcome() == Outcome::found);
}

Test(transport, streams_that_come_to_nothing) {
  const struct {
    const char* label;
    std::string bytes;
  } cases[] = {
      {"nothing", ""},
      {"half a length", "\1"},
      {"a length of nothing", std::string(2, '\0')},
      {"a message cut short", "\1\1abc"},
      {"another message", std::string("\0\14", 2) + "twelve bytes"},
  };
  for (const auto& c : cases) {
    Stream stream;
    if (!c.bytes.empty()) stream.server.say_by_stream(c.bytes, false);
    stream.server.close_stream();
    cr_expect(stream.outcome() == Outcome::failure, "%s", c.label);
  }
}

Test(transport, the_largest_message) {
  Stream stream;
  std::string reply = DnsReply(stream.query, 3).bytes();
  reply.resize(65535, 'x');
  const std::string all = "\xff\xff" + reply;
  for (size_t at = 0; at < all.size(); at += 20000) {
    stream.server.say_by_stream(all.substr(at, 20000), false);
    stream.stage.resolver().work();
  }
  cr_expect(stream.outcome() == Outcome::no_name);
}

Test(transport, an_error_by_stream_without_a_question) {
  Stream stream;
  std::string reply = DnsReply(stream.query, 1).bytes().substr(0, 12);
  reply[5] = 0;
  stream.server.say_by_stream(reply);
  std::string again;
  cr_assert(
      stream.stage.work_until([&] { return !(again = stream.server.asked_by_stream()).empty(); }));
  cr_expect(!has_edns(again));
  stream.server.say_by_stream(DnsReply(again, 3).bytes());
  cr_expect(stream.outcome() == Outcome::no_name);
}
