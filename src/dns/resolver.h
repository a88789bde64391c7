// An asynchronous stub resolver (RFC 1034 5.3.1) over many questions at once: sockets, timers,
// repetition and the choice of server. It never blocks and starts no thread; whoever owns the event
// loop waits for fd() and deadline() and calls work().
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "config/settings.h"
#include "dns/lookups.h"
#include "log/log.h"
#include "os/clock.h"

namespace spamweir::dns {

class Resolver final : public Lookups {
 public:
  using Now = os::TimePoint (*)();

  // A connection that leads to more questions than these has a client that makes up names; what it
  // asks beyond them is answered `failure`, so that it gains nothing and our memory is bounded.
  static constexpr size_t kMaxQuestions = 3000;
  // More questions than these wait for their turn, so that they can't use up all descriptors.
  static constexpr size_t kMaxAsked = 64;

  // Both must live longer. Nothing is opened or read before the first question. `now` is for tests.
  Resolver(const config::DnsSettings& settings, log::Log& log, Now now = &os::Clock::now);
  ~Resolver() override;

  // With dns-level=none, and once every server has been silent for a whole dns-timeout-secs (one
  // ERROR tells), questions that are not answered yet are answered `silence` at once, new ones too.
  const Answer* ask(std::string_view name, Type type) override;

  // Readable when work() has something to take in; below 0 while no question has been asked.
  int fd() const;  // stays the same from then on
  // When work() has something to do even if nothing arrives; empty while nothing is on its way.
  os::Deadline deadline() const;
  // Takes in what has arrived, repeats what is due, gives up what is too late. True when at least
  // one answer has become known by it.
  bool work();
  // Nobody waits any longer: what is on its way ends as it would at dns-timeout-secs. To be
  // followed by work().
  void give_up_pending();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spamweir::dns
