#include "os/socket.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <net/if.h>
#include <sys/resource.h>

#include <array>
#include <chrono>

#include "base/text.h"
#include "os/stream.h"
#include "support/fake_name_server.h"

using namespace spamweir;
using namespace spamweir::os;
using spamweir::testing::FakeNameServer;

namespace {

Endpoint endpoint_of(const FakeNameServer& server, bool v6) {
  const std::string text = server.address();
  const auto port = parse_number(text.substr(text.rfind(':') + 1));
  return {*IpAddress::parse(v6 ? "::1" : "127.0.0.1"), static_cast<uint16_t>(*port), 0};
}

void expect_round_trip(bool v6, bool connected) {
  FakeNameServer server(v6);
  const Endpoint peer = endpoint_of(server, v6);
  const Descriptor socket = open_datagram_socket(peer);
  cr_assert(socket.is_open());
  cr_expect(fcntl(socket.get(), F_GETFD) == FD_CLOEXEC);
  cr_expect((fcntl(socket.get(), F_GETFL) & O_NONBLOCK) != 0);
  if (connected) cr_assert(connect_datagram_socket(socket.get(), peer));
  cr_expect(send_datagram(socket.get(), "ping", connected ? nullptr : &peer) == Delivery::done);
  std::array<char, 8> buffer;
  cr_expect(receive_datagram(socket.get(), buffer).delivery == Delivery::later);
  const auto asked = server.asked();
  cr_assert(asked.size() == 1);
  cr_expect(asked[0].query == "ping");
  server.say(asked[0], "0123456789");
  const Received received = receive_datagram(socket.get(), buffer);
  cr_expect(received.delivery == Delivery::done && received.bytes == 8);
  cr_expect(received.source == peer);
}

}  // namespace

Test(socket, datagrams_go_there_and_back) {
  for (const bool v6 : {false, true}) {
    for (const bool connected : {false, true}) expect_round_trip(v6, connected);
  }
}

Test(socket, a_connected_socket_hears_its_peer_alone) {
  FakeNameServer server, other;
  const Endpoint peer = endpoint_of(server, false);
  const Descriptor socket = open_datagram_socket(peer);
  cr_assert(connect_datagram_socket(socket.get(), peer));
  cr_assert(send_datagram(socket.get(), "ping", nullptr) == Delivery::done);
  other.say(server.asked().at(0), "forged");
  std::array<char, 8> buffer;
  cr_expect(receive_datagram(socket.get(), buffer).delivery == Delivery::later);
}

Test(socket, nobody_listens) {
  FakeNameServer server;
  const Endpoint peer = endpoint_of(server, false);
  server.close();
  const Descriptor socket = open_datagram_socket(peer);
  cr_assert(connect_datagram_socket(socket.get(), peer));
  cr_assert(send_datagram(socket.get(), "ping", nullptr) == Delivery::done);
  std::array<char, 8> buffer;
  cr_expect(receive_datagram(socket.get(), buffer).delivery == Delivery::unreachable);
  cr_expect(receive_datagram(socket.get(), buffer).delivery == Delivery::later);
}

Test(socket, streams) {
  FakeNameServer server;
  server.listen();
  const Descriptor stream = open_stream(endpoint_of(server, false));
  cr_assert(stream.is_open());
  std::array writable{Interest{.fd = stream.get(), .write = true}};
  wait(writable, Clock::now() + std::chrono::seconds(10));
  cr_assert(writable[0].writable);
  cr_expect(write_some_shared(stream.get(), "..ping").bytes == 6);
  cr_expect(server.asked_by_stream() == "ping");
}

Test(socket, no_descriptor_is_left) {
  rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit none{3, limit.rlim_max};
  cr_assert(setrlimit(RLIMIT_NOFILE, &none) == 0);
  const Endpoint peer{*IpAddress::parse("127.0.0.1"), 53, 0};
  // Others may be open below the limit.
  std::array<Descriptor, 4> taken;
  for (Descriptor& one : taken) one = open_datagram_socket(peer);
  const bool has_stream = open_stream(peer).is_open();
  setrlimit(RLIMIT_NOFILE, &limit);
  cr_expect(!taken[3].is_open());
  cr_expect(!has_stream);
}

Test(socket, scopes) {
  const unsigned loopback = if_nametoindex("lo");
  cr_assert(loopback != 0);
  cr_expect(find_scope("lo") == loopback);
  cr_expect(find_scope("7") == 7u);
  cr_expect(!find_scope("nosuchinterface"));
  cr_expect(!find_scope("4294967296"));
  cr_expect(!find_scope(""));
}
