// An asynchronous stub resolver (RFC 1034 5.3.1) over many questions at once: sockets, timers,
// repetition and the choice of server. It never blocks and starts no thread; whoever owns the event
// loop waits for fd() and deadline() and calls work().
#pragma once

#include <memory>
#include <string_view>

#include "config/settings.h"
#include "dns/lookups.h"
#include "log/log.h"
#include "os/clock.h"

namespace spamweir::dns {

class Resolver final : public Lookups {
 public:
  // Both must live longer. Nothing is opened or read before the first question.
  Resolver(const config::DnsSettings& settings, log::Log& log);
  ~Resolver() override;

  // With dns-level=none, where no server is known, and once every server has been silent for a
  // whole dns-timeout-secs, new questions are answered `silence` at once.
  const Answer* ask(std::string_view name, Type type) override;

  // Readable when work() has something to take in; below 0 while no question has been asked.
  int fd() const;
  // When work() has something to do even if nothing arrives; empty while nothing is on its way.
  os::Deadline deadline() const;
  // Takes in what has arrived, repeats what is due, gives up what is too late. True when at least
  // one answer has become known by it.
  bool work();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spamweir::dns
