// A name server without a thread: it holds what it was asked until the test looks, and says what
// the test tells it to. And a resolver that asks it, with a clock that the test moves.
#pragma once

#include <netinet/in.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "config/settings.h"
#include "dns/resolver.h"
#include "os/descriptor.h"
#include "support/scratch.h"

namespace spamweir::testing {

class FakeNameServer {
 public:
  struct Asked {
    std::string query;
    sockaddr_in6 from{};
    socklen_t from_size = sizeof from;
    unsigned port() const { return ntohs(from.sin6_port); }
  };

  // Listens on a free port of 127.0.0.1, or of ::1, for datagrams.
  explicit FakeNameServer(bool v6 = false);
  // At another IPv4 address of this host, on the port of `other`.
  FakeNameServer(std::string_view address, const FakeNameServer& other);

  // As dns-server-ip wants it.
  std::string address() const;
  // Everything that has come since the last call.
  std::vector<Asked> asked();
  void say(const Asked& to, std::string_view bytes) const;

  // On the same port, for streams. Until then they are refused.
  void listen();
  // A query that has come by TCP, empty if none has. Then say_by_stream() answers it.
  std::string asked_by_stream();
  void say_by_stream(std::string_view bytes, bool with_length = true) const;
  void close_stream() { stream_.close(); }
  bool has_stream() const { return stream_.is_open(); }

  // From now on the network says that nobody listens.
  void close();
  void reopen();

 private:
  // bind or connect.
  using AddressCall = int (*)(int, const sockaddr*, socklen_t);
  bool at_address(AddressCall call, int fd, unsigned port) const;

  bool v6_;
  IpAddress v4_address_ = IpAddress::v4(0x7f000001);
  unsigned port_ = 0;
  os::Descriptor socket_;
  os::Descriptor listener_;
  os::Descriptor stream_;
};

// The time as the test sets it; every test is a process of its own.
os::TimePoint test_now();
void pass_time(std::chrono::milliseconds time);

// A resolver that asks these servers, in this order.
class DnsStage {
 public:
  explicit DnsStage(const std::vector<const FakeNameServer*>& servers,
                    config::DnsSettings settings = {});

  dns::Resolver& resolver() { return *resolver_; }
  const dns::Answer* ask(std::string_view name, dns::Type type) {
    return resolver_->ask(name, type);
  }
  // Lets `time` pass and the resolver work.
  void wait(std::chrono::milliseconds time);
  // Works until `done`: streams need some turns of the kernel. False after a real minute.
  bool work_until(const std::function<bool()>& done);
  std::vector<std::string> log_lines() const { return log_.lines(); }

 private:
  config::DnsSettings settings_;
  CaughtLog log_;
  std::unique_ptr<dns::Resolver> resolver_;
};

}  // namespace spamweir::testing
