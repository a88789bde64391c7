#include <utility>

#include "dns/transport.h"

namespace spamweir::dns {
namespace {

class Udp final : public Transport {
 public:
  Udp(const Route& route, Query query, os::Descriptor socket)
      : server_(route.server),
        spoof_(route.spoof),
        query_(std::move(query)),
        socket_(std::move(socket)) {}

  bool send() override {
    const os::Endpoint* to = spoof_ == config::DnsSpoof::reject ? nullptr : &server_;
    return os::send_datagram(socket_.get(), query_.bytes, to) != os::Delivery::unreachable;
  }

  Arrival take(std::span<char> buffer) override {
    const os::Received received = os::receive_datagram(socket_.get(), buffer);
    if (received.delivery == os::Delivery::later) return {};
    if (received.delivery == os::Delivery::unreachable) return {Arrival::Kind::unreachable, {}};
    const std::string_view message(buffer.data(), received.bytes);
    if (!may_come_from(received.source)) return {Arrival::Kind::stranger, {}};
    switch (match(query_, message)) {
      case Match::yes:
        return {Arrival::Kind::reply, message};
      case Match::no_question:
        return {Arrival::Kind::reply, {}};
      case Match::wrong_case:
        return {Arrival::Kind::wrong_case, {}};
      case Match::no:
        break;
    }
    return {Arrival::Kind::stranger, {}};
  }

 private:
  bool may_come_from(const os::Endpoint& source) const {
    switch (spoof_) {
      case config::DnsSpoof::accept_all:
      case config::DnsSpoof::reject:  // the socket is connected
        return true;
      case config::DnsSpoof::accept_same_ip:
        return source.address == server_.address;
      case config::DnsSpoof::accept_same_port:
        return source.port == server_.port;
    }
    return false;
  }

  os::Endpoint server_;
  config::DnsSpoof spoof_;
  Query query_;
  os::Descriptor socket_;
};

}  // namespace

OpenedTransport open_udp(const Route& route, Query query) {
  os::Descriptor socket = os::open_datagram_socket(route.server);
  if (!socket.is_open()) return {};
  const bool connects = route.spoof == config::DnsSpoof::reject;
  if (connects && !os::connect_datagram_socket(socket.get(), route.server)) {
    return {Opened::unreachable, nullptr};
  }
  if (!route.poll.add(socket.get(), route.key, os::PollSet::Trigger::level)) return {};
  return {Opened::yes, std::make_unique<Udp>(route, std::move(query), std::move(socket))};
}

}  // namespace spamweir::dns
