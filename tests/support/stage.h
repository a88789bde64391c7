// A session on a stage: an engine, a log that is caught, and the fake wires of fake_wires.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "session/session.h"
#include "support/fake_lookups.h"
#include "support/fake_wires.h"
#include "support/scratch.h"

namespace spamweir::testing {

// A session with qmail's rcpthosts listing example.com, the client 11.22.33.44 and everything
// logged.
class Stage {
 public:
  explicit Stage(config::Settings settings = {}) : settings_(std::move(settings)) {
    settings_.rcpthosts_files = {scratch_.file("rcpthosts", "example.com\n")};
    settings_.morercpthosts_files.clear();
    engine::Connection connection;
    connection.client = *IpAddress::parse("11.22.33.44");
    engine_ =
        std::make_unique<engine::Engine>(connection, engine::Context{settings_, {dns, log_.log()}});
    session_ = std::make_unique<session::Session>(*engine_, wires, log_.log());
  }

  Stage& play(std::string_view input, const std::vector<size_t>& cuts = {}, bool eager = true) {
    wires.play(*session_, input, cuts, eager);
    return *this;
  }

  // No answer of DNS is known until a command waits for one.
  void hold_dns() {
    dns.hold();
    wires.when_facts_are_awaited = [this] {
      dns.release();
      engine_->advance();
    };
    engine_->begin();
  }

  session::Session& session() { return *session_; }
  std::vector<std::string> log_lines() { return log_.lines(); }
  std::string log_text() {
    std::string text;
    for (const std::string& line : log_.lines()) text += line + "\n";
    return text;
  }

  FakeWires wires;
  FakeLookups dns{dns::Outcome::silence};

 private:
  ScratchDirectory scratch_;
  CaughtLog log_{log::Level::verbose};
  config::Settings settings_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<session::Session> session_;
};

inline std::string commands(const Stage& stage) {
  std::string text;
  for (const std::string& line : stage.wires.server.commands) text += line + "\n";
  return text;
}

// The first three digits of every last line of a reply.
inline std::string codes(std::string_view heard) {
  std::string out;
  for (size_t at = 0; at < heard.size();) {
    const size_t end = heard.find('\n', at);
    if (heard.size() > at + 3 && heard[at + 3] != '-')
      out += std::string(heard.substr(at, 3)) + " ";
    at = end + 1;
  }
  return out;
}

}  // namespace spamweir::testing
