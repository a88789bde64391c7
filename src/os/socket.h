// Internet sockets that never block and are closed on exec: datagrams, and streams that we open.
// What arrives on a stream is read and written with os/stream.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/ip_address.h"
#include "os/descriptor.h"

namespace spamweir::os {

// Where somebody listens.
struct Endpoint {
  IpAddress address;
  uint16_t port = 0;
  uint32_t scope_id = 0;  // of a link-local IPv6 address: the interface's number (RFC 4007 6)

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// The number of the interface that is called so, or that the digits say; nothing where there is
// none.
std::optional<uint32_t> find_scope(std::string_view name);

// A socket that speaks UDP to peers of this address family; not open where the system has none
// left. The kernel chooses its port, at random, when it is connected or first sends.
Descriptor open_datagram_socket(const Endpoint& peer);
// From now on only what comes from the peer's address and port is received, and the network's word
// that the peer can't be reached (ICMP). False where there is no way to it.
bool connect_datagram_socket(int fd, const Endpoint& peer);

enum class Delivery {
  done,
  later,        // nothing to receive; or no room to send, so that the datagram is lost
  unreachable,  // there is no way to the peer, or nobody listens there
};

// To the peer of a connected socket where `to` is null. Takes no signal.
Delivery send_datagram(int fd, std::string_view bytes, const Endpoint* to);

struct Received {
  Delivery delivery = Delivery::later;
  size_t bytes = 0;  // a longer datagram is cut to the size of `into`
  Endpoint source;
};

Received receive_datagram(int fd, std::span<char> into);

// A TCP connection on its way: it can be written to when it stands, and writing or reading says
// when it failed. Not open where that is known at once.
Descriptor open_stream(const Endpoint& peer);

// Has what comes from a TCP peer acknowledged at once, not up to 40 ms later in the hope that an
// answer can carry that, and what is written to it sent at once. The first holds for what has come
// up to now. Does nothing to another descriptor.
void stop_delays(int fd);

}  // namespace spamweir::os
