// What a peer may do to a handshake: stop, cut it short, or send other bytes.
#include "opening.h"
#include "support/expect.h"
#include "tls/channel.h"

using namespace spamweir;
using namespace spamweir::testing;
using State = tls::Channel::State;

namespace {

// What a client sends, flight by flight, to a server like this one.
std::vector<std::string> flights_of(int version, tls::Channel& channel) {
  TlsClient client({.least = version, .most = version});
  std::vector<std::string> flights;
  for (;;) {
    flights.push_back(client.take_encrypted());
    if (flights.back().empty()) break;
    channel.feed_encrypted(flights.back());
    client.feed_encrypted(take_encrypted(channel));
  }
  flights.pop_back();
  cr_assert(client.is_open() && flights.size() >= 2);
  return flights;
}

// A handshake in which byte `at` of all that the client sends is changed.
State state_after_damage(int version, size_t at, char change) {
  Opened server;
  TlsClient client({.least = version, .most = version});
  size_t sent = 0;
  for (;;) {
    std::string bytes = client.take_encrypted();
    if (at >= sent && at - sent < bytes.size()) bytes[at - sent] ^= change;
    sent += bytes.size();
    server.channel->feed_encrypted(bytes);
    const std::string answer = take_encrypted(*server.channel);
    client.feed_encrypted(answer);
    if (bytes.empty() && answer.empty()) break;
  }
  cr_expect((server.channel->state() == State::failed) != server.channel->problem().empty());
  cr_expect(take_plain(*server.channel).empty());
  return server.channel->state();
}

}  // namespace

Test(tls_hostile, damage_at_each_byte_ends_no_handshake_wrongly, .timeout = 300) {
  for (const int version : testing::kVersions) {
    Opened server;
    size_t size = 0;
    for (const std::string& flight : flights_of(version, *server.channel)) size += flight.size();
    size_t opened = 0;
    for (size_t at = 0; at < size; ++at)
      opened += state_after_damage(version, at, '\x41') == State::open;
    // What the handshake's hash does not cover is the version of each record.
    cr_expect(opened <= 12, "%zu of %zu", opened, size);
  }
}

Test(tls_hostile, cut_at_each_byte, .timeout = 300) {
  for (const int version : testing::kVersions) {
    Opened model;
    const std::string hello = flights_of(version, *model.channel)[0];
    for (size_t size = 0; size < hello.size(); ++size) {
      Opened server;
      server.channel->feed_encrypted(std::string_view(hello).substr(0, size));
      cr_expect(server.channel->state() == State::handshake, "%zu", size);
      cr_expect(take_encrypted(*server.channel).empty(), "%zu", size);
    }
  }
}

Test(tls_hostile, no_tls_at_all) {
  const std::string zeros(100'000, '\0');
  const std::string noise = Random(3).bytes(100'000);
  for (const std::string_view text :
       {std::string_view("EHLO clear.example.com\r\nMAIL FROM:<>\r\n"),
        std::string_view("GET / HTTP/1.1\r\n\r\n"), std::string_view(zeros),
        std::string_view(noise)}) {
    Opened server;
    server.channel->feed_encrypted(text);
    cr_expect(server.channel->state() == State::failed);
    cr_expect(contains(server.channel->problem(), "the TLS handshake failed: "), "%s",
              server.channel->problem().c_str());
    cr_expect(take_plain(*server.channel).empty());
    take_encrypted(*server.channel);
    server.channel->feed_plain("220 nothing in clear\r\n");
    server.channel->feed_encrypted(text);
    server.channel->close();
    cr_expect(server.channel->state() == State::failed);
    cr_expect(take_encrypted(*server.channel).empty());
  }
}

Test(tls_hostile, damage_behind_the_handshake) {
  for (const int version : testing::kVersions) {
    Opened server;
    TlsClient client({.least = version, .most = version});
    converse(client, *server.channel);
    client.write("MAIL FROM:<>\r\n");
    std::string bytes = client.take_encrypted();
    bytes.back() ^= 1;
    server.channel->feed_encrypted(bytes);
    cr_expect(server.channel->state() == State::failed);
    cr_expect(contains(server.channel->problem(), "the TLS connection broke: "));
    cr_expect(take_plain(*server.channel).empty());
    client.feed_encrypted(take_encrypted(*server.channel));
    cr_expect(client.has_failed(), "the alert arrives");
  }
}

// A client that refuses the certificate says so in an alert.
Test(tls_hostile, the_peers_alert_is_in_the_problem) {
  Opened server;
  TlsClient client({.most = TLS1_2_VERSION});
  server.channel->feed_encrypted(client.take_encrypted());
  take_encrypted(*server.channel);
  const char alert[] = {21, 3, 3, 0, 2, 2, 48};
  server.channel->feed_encrypted({alert, sizeof alert});
  cr_expect(server.channel->state() == State::failed);
  cr_expect(contains(server.channel->problem(), "unknown ca"), "%s",
            server.channel->problem().c_str());
}

// Under ASan this shows leaks.
Test(tls_hostile, five_hundred_aborted_handshakes, .timeout = 300) {
  Opened model;
  const auto flights = flights_of(TLS1_3_VERSION, *model.channel);
  Random random(11);
  for (int i = 0; i < 500; ++i) {
    Opened server;
    TlsClient client;
    const std::string hello = client.take_encrypted();
    server.channel->feed_encrypted(
        std::string_view(hello).substr(0, random.below(hello.size() + 1)));
    if (i % 2 == 0) server.channel->feed_encrypted(random.bytes(random.below(600)));
    if (i % 3 == 0) server.channel->feed_encrypted(flights.back());
    if (i % 5 == 0) server.channel->close();
    cr_expect(server.channel->state() != State::open);
  }
}
