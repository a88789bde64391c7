// One query on its way to one server, by UDP or TCP.
//
// The odds of a forger who does not see our packets (RFC 5452): he must hit the socket's port, the
// id and the case of every letter of the name, and come before the server. The kernel picks one of
// 28,000 ports, and with dns-spoof=reject drops what does not come from the server's address. Say
// that he sprays all ports, so that every question's socket gets something from him: after three
// guesses at a question (question.h) the sockets are closed and TCP decides. The chance that one
// of three is right is 3 / (2^16 * 2^letters): with the 10 letters of `44.33.22.11.in-addr.arpa`
// 3 / 2^26, or one in 22 million; with the 14 of `mail.example.com` one in 358 million. A session
// of 16 questions of the first kind is deceived once in 1.4 million sessions, 1,000 sessions with a
// chance of 0.07 %.
// An id that is right with a wrong case gains nothing but a question by TCP.
// With dns-tcp=none no case is mixed and three more sockets follow the first, each with a port and
// an id of its own: twelve guesses, one chance in 5,461 a question. That is what the option costs.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "config/settings.h"
#include "dns/query.h"
#include "os/poll_set.h"
#include "os/socket.h"

namespace spamweir::dns {

struct Arrival {
  enum class Kind {
    nothing,      // is there (any more)
    reply,        // to our query
    wrong_case,   // a reply in all but the case of the name
    stranger,     // something else
    unreachable,  // the network says that the server is not there; a stream: that it ended
  };
  Kind kind = Kind::nothing;
  // A reply; valid until the next take(). Empty where the server only said that it can't answer,
  // without repeating the question.
  std::string_view message;
};

class Transport {
 public:
  virtual ~Transport() = default;

  // Sends the query, or sends it again. False where the server can't be reached.
  virtual bool send() = 0;
  // What has arrived, one thing a call.
  virtual Arrival take(std::span<char> buffer) = 0;
};

// Where a transport leads, and how it is told of what arrives.
struct Route {
  os::Endpoint server;
  config::DnsSpoof spoof;
  os::PollSet& poll;
  uint64_t key;  // given back by poll
};

enum class Opened { yes, unreachable, no_room };

struct OpenedTransport {
  Opened opened = Opened::no_room;  // no_room: no descriptor or memory is left; later there may be
  std::unique_ptr<Transport> transport;
};

OpenedTransport open_udp(const Route& route, Query query);
// `query` must mix no case: a connection is proof enough.
OpenedTransport open_tcp(const Route& route, Query query);

}  // namespace spamweir::dns
