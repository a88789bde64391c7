#include "tls/channel.h"

#include "opening.h"
#include "support/expect.h"

using namespace spamweir;
using namespace spamweir::testing;
using State = tls::Channel::State;

namespace {

TlsClientOptions only(int version) { return {.least = version, .most = version}; }

}  // namespace

Test(channel, both_versions_carry_both_ways) {
  struct {
    int version;
    const char* name;
  } const cases[] = {{TLS1_2_VERSION, "TLSv1.2"}, {TLS1_3_VERSION, "TLSv1.3"}};
  for (const auto& c : cases) {
    Opened server;
    TlsClient client(only(c.version));
    cr_expect(server.channel->state() == State::handshake);
    cr_expect(server.channel->facts().version.empty());
    server.channel->feed_plain("220 early\r\n");
    converse(client, *server.channel);
    cr_assert(client.is_open(), "%s", c.name);
    cr_expect(server.channel->state() == State::open);
    expect_text(client.plain(), "220 early\r\n", "%s", c.name);
    client.write("EHLO x\r\n");
    server.channel->feed_plain("250 y\r\n");
    converse(client, *server.channel);
    expect_text(take_plain(*server.channel), "EHLO x\r\n", "%s", c.name);
    expect_text(take_plain(*server.channel), "", "%s, taken already", c.name);
    expect_text(client.plain(), "220 early\r\n250 y\r\n", "%s", c.name);
    const auto facts = server.channel->facts();
    expect_text(facts.version, c.name);
    cr_expect(!facts.cipher.empty() && !facts.resumed && facts.client_subject.empty());
    expect_text(facts.server_name, "");
  }
}

Test(channel, every_byte_alone) {
  for (const int version : testing::kVersions) {
    Opened server;
    TlsClient client(only(version));
    for (bool moved = true; moved;) {
      const std::string bytes = client.take_encrypted();
      for (const char c : bytes) server.channel->feed_encrypted({&c, 1});
      server.channel->feed_encrypted("");
      const std::string answer = take_encrypted(*server.channel);
      client.feed_encrypted(answer);
      moved = !bytes.empty() || !answer.empty();
    }
    cr_expect(client.is_open() && server.channel->state() == State::open);
  }
}

Test(channel, large_bodies) {
  Opened server;
  TlsClient client;
  converse(client, *server.channel);
  const std::string body = Random(7).bytes(3'000'000);
  client.write(body);
  server.channel->feed_plain(body);
  converse(client, *server.channel);
  cr_expect(take_plain(*server.channel) == body);
  cr_expect(client.plain() == body);
}

Test(channel, closing_in_either_order) {
  for (const int version : testing::kVersions) {
    Opened server;
    TlsClient client(only(version));
    converse(client, *server.channel);
    client.write("QUIT\r\n");
    client.close();
    server.channel->feed_encrypted(client.take_encrypted());
    cr_expect(server.channel->state() == State::closing);
    expect_text(take_plain(*server.channel), "QUIT\r\n");
    server.channel->feed_plain("221 bye\r\n");
    server.channel->close();
    cr_expect(server.channel->state() == State::closed);
    server.channel->feed_plain("more");
    client.feed_encrypted(take_encrypted(*server.channel));
    expect_text(client.plain(), "221 bye\r\n");
    cr_expect(client.peer_closed() && !client.has_failed());

    Opened first;
    TlsClient second(only(version));
    converse(second, *first.channel);
    first.channel->feed_plain("421 gone\r\n");
    first.channel->close();
    cr_expect(first.channel->state() == State::closed);
    second.feed_encrypted(take_encrypted(*first.channel));
    expect_text(second.plain(), "421 gone\r\n");
    cr_expect(second.peer_closed());
    first.channel->feed_encrypted("whatever comes");
    cr_expect(first.channel->state() == State::closed && take_encrypted(*first.channel).empty());
  }
}

Test(channel, closed_within_the_handshake) {
  Opened server;
  TlsClient client;
  server.channel->feed_plain("never sent");
  server.channel->close();
  cr_expect(server.channel->state() == State::closed);
  server.channel->feed_encrypted(client.take_encrypted());
  cr_expect(take_encrypted(*server.channel).empty());
}

// A pipelined command may share the segment with the end of the handshake.
Test(channel, plain_text_behind_the_handshake) {
  Opened server;
  TlsClient client(only(TLS1_3_VERSION));
  server.channel->feed_encrypted(client.take_encrypted());
  client.feed_encrypted(take_encrypted(*server.channel));
  cr_assert(client.is_open());
  client.write("EHLO at once\r\n");
  server.channel->feed_encrypted(client.take_encrypted());
  expect_text(take_plain(*server.channel), "EHLO at once\r\n");
}

Test(channel, old_versions_are_refused) {
  struct {
    unsigned protocols;
    int version;
    bool open;
  } const cases[] = {
      {config::kTls12 | config::kTls13, TLS1_VERSION, false},
      {config::kTls12 | config::kTls13, TLS1_1_VERSION, false},
      {config::kTls12, TLS1_2_VERSION, true},
      {config::kTls12, TLS1_3_VERSION, false},
      {config::kTls13, TLS1_2_VERSION, false},
      {config::kTls13, TLS1_3_VERSION, true},
      {config::kTls11 | config::kTls13, TLS1_2_VERSION, false},
      {config::kTls11 | config::kTls13, TLS1_3_VERSION, true},
      {config::kTls11 | config::kTls12, TLS1_1_VERSION, true},
      {config::kTls10, TLS1_VERSION, true},
  };
  for (const auto& c : cases) {
    config::TlsSettings settings = settings_with("ec.pem");
    settings.protocols = c.protocols;
    const bool old = (c.protocols & (config::kTls10 | config::kTls11)) != 0;
    if (old) settings.cipher_list = "DEFAULT:@SECLEVEL=0";
    Opened server(settings);
    TlsClient client({.least = c.version, .most = c.version, .ciphers = "DEFAULT:@SECLEVEL=0"});
    converse(client, *server.channel);
    cr_expect(client.is_open() == c.open, "%x with %x", c.protocols, c.version);
    const State state = server.channel->state();
    cr_expect((state == State::failed) == !c.open, "%x with %x", c.protocols, c.version);
    const std::string problem = server.channel->problem();
    cr_expect(c.open || contains(problem, "unsupported protocol") || contains(problem, "version"),
              "%x with %x: %s", c.protocols, c.version, problem.c_str());
  }
}

Test(channel, renegotiation_is_refused) {
  Opened server;
  TlsClient client(only(TLS1_2_VERSION));
  converse(client, *server.channel);
  cr_assert(client.renegotiate());
  server.channel->feed_encrypted(client.take_encrypted());
  const std::string answer = take_encrypted(*server.channel);
  // A warning, type 21 and about 30 bytes long: no handshake message, which has type 22.
  cr_expect(!answer.empty() && answer[0] == 21 && answer.size() < 64, "%zu", answer.size());
  cr_expect(server.channel->state() != State::failed);
}

Test(channel, ciphers_of_the_configuration) {
  config::TlsSettings settings = settings_with("rsa.pem");
  settings.cipher_list = "ECDHE-RSA-AES256-GCM-SHA384";
  settings.cipher_suites = "TLS_CHACHA20_POLY1305_SHA256";
  settings.dh_parameters_file = certificate_file("dh.pem");
  struct {
    int version;
    const char* cipher;
  } const cases[] = {{TLS1_2_VERSION, "ECDHE-RSA-AES256-GCM-SHA384"},
                     {TLS1_3_VERSION, "TLS_CHACHA20_POLY1305_SHA256"}};
  for (const auto& c : cases) {
    Opened server(settings);
    TlsClient client(only(c.version));
    converse(client, *server.channel);
    expect_text(server.channel->facts().cipher, c.cipher);
  }
}

Test(channel, own_and_built_in_dh_parameters) {
  for (const char* file : {"", "dh.pem"}) {
    config::TlsSettings settings = settings_with("rsa.pem");
    if (*file != '\0') settings.dh_parameters_file = certificate_file(file);
    Opened server(settings);
    TlsClient client({.most = TLS1_2_VERSION, .ciphers = "DHE-RSA-AES256-GCM-SHA384"});
    converse(client, *server.channel);
    cr_expect(client.is_open(), "'%s'", file);
  }
}

Test(channel, the_group_is_x25519) {
  Opened server;
  TlsClient client;
  converse(client, *server.channel);
  cr_expect(SSL_get_negotiated_group(client.ssl()) == NID_X25519);
}

Test(channel, client_certificates) {
  for (const int version : testing::kVersions) {
    for (const bool asks : {false, true}) {
      config::TlsSettings settings = settings_with("ec.pem");
      settings.asks_client_certificate = asks;
      TlsClientOptions options = only(version);
      Opened without(settings);
      TlsClient silent(options);
      converse(silent, *without.channel);
      cr_expect(silent.is_open());
      expect_text(without.channel->facts().client_subject, "");

      options.certificate = certificate_file("client.pem");
      Opened with(settings);
      TlsClient client(options);
      converse(client, *with.channel);
      cr_expect(client.is_open());
      expect_text(with.channel->facts().client_subject, asks ? "CN=joe,O=Example" : "");
    }
  }
}
