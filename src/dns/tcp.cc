#include <utility>

#include "base/text.h"
#include "dns/transport.h"
#include "os/stream.h"

namespace spamweir::dns {
namespace {

constexpr size_t kLengthBytes = 2;  // RFC 1035 4.2.2

class Tcp final : public Transport {
 public:
  Tcp(Query query, os::Descriptor stream) : query_(std::move(query)), stream_(std::move(stream)) {
    const size_t size = query_.bytes.size();
    unsent_ = concat(std::string(1, static_cast<char>(size >> 8)),
                     std::string(1, static_cast<char>(size)), query_.bytes);
  }

  // What can't leave yet leaves when take() is called: the connection may not stand.
  bool send() override {
    while (!unsent_.empty()) {
      const os::Transfer sent = os::write_some_shared(stream_.get(), unsent_);
      if (sent.outcome == os::Transfer::Outcome::ended) return false;
      if (sent.outcome == os::Transfer::Outcome::later) return true;
      unsent_.erase(0, sent.bytes);
    }
    return true;
  }

  Arrival take(std::span<char>) override {
    if (!send()) return {Arrival::Kind::unreachable, {}};
    while (received_.size() < wanted()) {
      const os::Transfer read = receive(wanted() - received_.size());
      if (read.outcome == os::Transfer::Outcome::ended) return {Arrival::Kind::unreachable, {}};
      if (read.outcome == os::Transfer::Outcome::later) return {};
    }
    const std::string_view message = std::string_view(received_).substr(kLengthBytes);
    switch (match(query_, message)) {
      case Match::yes:
        return {Arrival::Kind::reply, message};
      case Match::no_question:
        return {Arrival::Kind::reply, {}};
      case Match::wrong_case:
      case Match::no:
        break;
    }
    return {Arrival::Kind::stranger, {}};
  }

 private:
  // The length and, once it is known, as many bytes as it says.
  size_t wanted() const {
    if (received_.size() < kLengthBytes) return kLengthBytes;
    return kLengthBytes + static_cast<unsigned char>(received_[0]) * 256u +
           static_cast<unsigned char>(received_[1]);
  }

  os::Transfer receive(size_t most) {
    const size_t before = received_.size();
    received_.resize(before + most);
    const os::Transfer read =
        os::read_some(stream_.get(), std::span(received_).subspan(before, most));
    received_.resize(before + read.bytes);
    return read;
  }

  Query query_;
  os::Descriptor stream_;
  std::string unsent_;
  std::string received_;
};

}  // namespace

OpenedTransport open_tcp(const Route& route, Query query) {
  os::Descriptor stream = os::open_stream(route.server);
  if (!stream.is_open()) return {Opened::unreachable, nullptr};
  if (!route.poll.add(stream.get(), route.key, os::PollSet::Trigger::edge)) return {};
  return {Opened::yes, std::make_unique<Tcp>(std::move(query), std::move(stream))};
}

}  // namespace spamweir::dns
