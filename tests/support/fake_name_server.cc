#include "support/fake_name_server.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "base/text.h"
#include "support/dns_messages.h"

namespace spamweir::testing {
namespace {

constexpr unsigned kDiscardPort = 9;  // of RFC 863: nobody sends from there

os::TimePoint current_time{std::chrono::hours(1)};

void check(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(what);
}

unsigned port_of(int fd) {
  sockaddr_in6 name{};
  socklen_t size = sizeof name;
  check(getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size) == 0, "getsockname");
  // At the same place in both families.
  return ntohs(name.sin6_port);
}

}  // namespace

FakeNameServer::FakeNameServer(bool v6) : v6_(v6) { reopen(); }

FakeNameServer::FakeNameServer(std::string_view address, const FakeNameServer& other)
    : v6_(false), v4_address_(IpAddress::parse(address).value()), port_(other.port_) {
  reopen();
}

void FakeNameServer::reopen() {
  const int family = v6_ ? AF_INET6 : AF_INET;
  const int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
  // The port that the kernel picks for datagrams may be taken for streams.
  for (int tries = 0; tries < 20; ++tries) {
    socket_ = os::Descriptor(::socket(family, SOCK_DGRAM | flags, 0));
    check(at_address(::bind, socket_.get(), port_), "bind");
    const unsigned port = port_of(socket_.get());
    listener_ = os::Descriptor(::socket(family, SOCK_STREAM | flags, 0));
    const int yes = 1;
    setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (at_address(::bind, listener_.get(), port)) {
      port_ = port;
      return;
    }
  }
  throw std::runtime_error("no port is free for both");
}

bool FakeNameServer::at_address(AddressCall call, int fd, unsigned port) const {
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(static_cast<uint16_t>(port));
  v6.sin6_addr = in6addr_loopback;
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = v6.sin6_port;
  v4.sin_addr.s_addr = htonl(v4_address_.v4_value());
  const auto* name = v6_ ? reinterpret_cast<sockaddr*>(&v6) : reinterpret_cast<sockaddr*>(&v4);
  return call(fd, name, v6_ ? sizeof v6 : sizeof v4) == 0;
}

std::string FakeNameServer::address() const {
  return concat(v6_ ? "[::1]" : v4_address_.to_string(), ":", to_text(port_));
}

std::vector<FakeNameServer::Asked> FakeNameServer::asked() {
  std::vector<Asked> all;
  for (;;) {
    Asked one;
    one.query.resize(2000);
    const ssize_t got = recvfrom(socket_.get(), one.query.data(), one.query.size(), 0,
                                 reinterpret_cast<sockaddr*>(&one.from), &one.from_size);
    if (got < 0) return all;
    one.query.resize(static_cast<size_t>(got));
    all.push_back(std::move(one));
  }
}

void FakeNameServer::say(const Asked& to, std::string_view bytes) const {
  // Nobody may be listening any more: that is the test's own business.
  (void)sendto(socket_.get(), bytes.data(), bytes.size(), 0,
               reinterpret_cast<const sockaddr*>(&to.from), to.from_size);
}

void FakeNameServer::listen() { check(::listen(listener_.get(), 8) == 0, "listen"); }

std::string FakeNameServer::asked_by_stream() {
  const int accepted = accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (accepted >= 0) stream_ = os::Descriptor(accepted);
  if (!stream_.is_open()) return {};
  std::string bytes(2000, '\0');
  const ssize_t got = read(stream_.get(), bytes.data(), bytes.size());
  if (got < 2) return {};
  return bytes.substr(2, static_cast<size_t>(got) - 2);
}

void FakeNameServer::say_by_stream(std::string_view bytes, bool with_length) const {
  const std::string length = with_length ? dns_number(static_cast<unsigned>(bytes.size())) : "";
  const std::string all = concat(length, bytes);
  check(::send(stream_.get(), all.data(), all.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(all.size()),
        "send");
}

// The port stays ours: a socket that hears one address alone is not there for others.
void FakeNameServer::close() {
  check(at_address(::connect, socket_.get(), kDiscardPort), "connect");
  listener_.close();
  stream_.close();
}

os::TimePoint test_now() { return current_time; }
void pass_time(std::chrono::milliseconds time) { current_time += time; }

DnsStage::DnsStage(const std::vector<const FakeNameServer*>& servers, config::DnsSettings settings)
    : settings_(std::move(settings)) {
  for (const FakeNameServer* server : servers) settings_.servers.push_back(server->address());
  resolver_ = std::make_unique<dns::Resolver>(settings_, log_.log(), &test_now);
}

void DnsStage::wait(std::chrono::milliseconds time) {
  pass_time(time);
  resolver_->work();
}

bool DnsStage::work_until(const std::function<bool()>& done) {
  using namespace std::chrono_literals;
  const auto end = os::Clock::now() + 60s;
  while (os::Clock::now() < end) {
    resolver_->work();
    if (done()) return true;
    pollfd ready{resolver_->fd(), POLLIN, 0};
    ::poll(&ready, 1, 1);
  }
  return false;
}

}  // namespace spamweir::testing
