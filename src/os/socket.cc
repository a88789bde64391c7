#include "os/socket.h"

#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace spamweir::os {
namespace {

// An Endpoint as the kernel wants it.
struct Address {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

int family_of(const Endpoint& endpoint) { return endpoint.address.is_v4() ? AF_INET : AF_INET6; }

Address to_address(const Endpoint& endpoint) {
  Address address;
  if (endpoint.address.is_v4()) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(endpoint.port);
    v4.sin_addr.s_addr = htonl(endpoint.address.v4_value());
    std::memcpy(&address.storage, &v4, sizeof v4);
    address.size = sizeof v4;
    return address;
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(endpoint.port);
  std::memcpy(&v6.sin6_addr, endpoint.address.bytes().data(), sizeof v6.sin6_addr);
  v6.sin6_scope_id = endpoint.scope_id;
  std::memcpy(&address.storage, &v6, sizeof v6);
  address.size = sizeof v6;
  return address;
}

Endpoint to_endpoint(const Address& address) {
  if (address.storage.ss_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address.storage, sizeof v4);
    return {IpAddress::v4(ntohl(v4.sin_addr.s_addr)), ntohs(v4.sin_port), 0};
  }
  sockaddr_in6 v6;
  std::memcpy(&v6, &address.storage, sizeof v6);
  std::array<uint8_t, 16> bytes;
  std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  return {IpAddress::v6(bytes), ntohs(v6.sin6_port), v6.sin6_scope_id};
}

// What is neither a lack of room nor a signal says something about the way to the peer.
Delivery delivery_of_error(int error) {
  const bool passes = error == EAGAIN || error == EINTR || error == ENOBUFS || error == ENOMEM;
  return passes ? Delivery::later : Delivery::unreachable;
}

Descriptor open_socket(const Endpoint& peer, int type) {
  return Descriptor(::socket(family_of(peer), type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

}  // namespace

std::optional<uint32_t> find_scope(std::string_view name) {
  const std::optional<uint64_t> number = parse_number(name);
  if (number) return *number <= UINT32_MAX ? std::optional(uint32_t(*number)) : std::nullopt;
  const unsigned index = if_nametoindex(std::string(name).c_str());
  return index != 0 ? std::optional(uint32_t{index}) : std::nullopt;
}

Descriptor open_datagram_socket(const Endpoint& peer) { return open_socket(peer, SOCK_DGRAM); }

bool connect_datagram_socket(int fd, const Endpoint& peer) {
  Address address = to_address(peer);
  return ::connect(fd, address.get(), address.size) == 0;
}

Delivery send_datagram(int fd, std::string_view bytes, const Endpoint* to) {
  Address address;
  if (to != nullptr) address = to_address(*to);
  const ssize_t sent =
      ::sendto(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL,
               to != nullptr ? address.get() : nullptr, to != nullptr ? address.size : 0);
  return sent >= 0 ? Delivery::done : delivery_of_error(errno);
}

Received receive_datagram(int fd, std::span<char> into) {
  Address address;
  const ssize_t got = ::recvfrom(fd, into.data(), into.size(), 0, address.get(), &address.size);
  if (got < 0) return {delivery_of_error(errno), 0, {}};
  return {Delivery::done, static_cast<size_t>(got), to_endpoint(address)};
}

Descriptor open_stream(const Endpoint& peer) {
  Descriptor stream = open_socket(peer, SOCK_STREAM);
  Address address = to_address(peer);
  if (!stream.is_open()) return stream;
  const bool begun = ::connect(stream.get(), address.get(), address.size) == 0;
  return begun || errno == EINPROGRESS ? std::move(stream) : Descriptor();
}

void stop_delays(int fd) {
  const int on = 1;
  static_cast<void>(::setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on));
  static_cast<void>(::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
}

}  // namespace spamweir::os
