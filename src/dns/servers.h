// The name servers that questions are put to.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "log/log.h"
#include "os/clock.h"
#include "os/socket.h"

namespace spamweir::dns {

struct Server {
  os::Endpoint endpoint;
  bool is_primary = false;
  // It left a question unanswered or could not be reached, and has not answered anything since: it
  // is asked last.
  bool is_doubtful = false;
  os::Deadline answered_at;  // last; empty: never
  bool keeps_case = true;    // its replies have names in the letters of the question
};

struct Servers {
  std::vector<Server> list;              // never empty, none twice
  std::chrono::seconds timeout{5};       // between later tries; resolv.conf(5)
  int repeats = 0;                       // of a question, at most
  std::string source = "dns-server-ip";  // what to look at when none of them answers

  std::string names() const;  // `A, B`
};

// Those of dns-server-ip-primary and dns-server-ip; where they give none, those of the resolv.conf
// files; where these give none, this host, as resolv.conf(5) says. What can't be used is one ERROR.
//
// `resolver_options` is the variable RES_OPTIONS. `attempts:N` of it or of a file means N tries at
// each server. It counts where dns-max-retries-total is at its default, and only upwards: our first
// repeats come after a fraction of the timeout that the files' owners had in mind.
Servers find_servers(const config::DnsSettings& settings,
                     std::optional<std::string_view> resolver_options, log::Log& log);

}  // namespace spamweir::dns
