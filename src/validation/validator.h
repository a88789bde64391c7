// Asks recipient-validation-commands whether a recipient exists, one after the other, without ever
// waiting. The first that can say decides.
//
// A command is run as COMMAND DOMAIN USER, through no shell, in lower case for the domain and as
// the client wrote it for the user. Its exit status is the answer: 0 can't say, 1 valid, 2 invalid
// (the server would accept and bounce), 3 unavailable (the server would queue it for days).
// Anything else, and a command that can't be started or takes too long, is an ERROR and says
// nothing: mail flows. One that took too long is not asked about another recipient, so that the
// client waits but once.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "log/log.h"
#include "os/clock.h"
#include "os/environment.h"
#include "os/stream.h"
#include "os/watched_helper.h"
#include "smtp/address.h"

namespace spamweir::validation {

enum class Validity { unknown, valid, invalid, unavailable };

class Validator {
 public:
  // For each command, which is killed then.
  static constexpr std::chrono::seconds kTimeLimit{30};

  // Both must outlive it. The commands get the environment of this process.
  Validator(const std::vector<std::string>& commands, log::Log& log);

  // Nothing while the answer is on its way: ask again when work() has said so. The last answer is
  // remembered. Another recipient's question ends what is at work.
  std::optional<Validity> ask(const smtp::Address& recipient);

  // To be called after each wait. True when an answer has come.
  bool work(os::TimePoint now);
  bool is_at_work() const { return helper_.is_at_work(); }
  std::array<os::Interest, 2> interests() const { return helper_.interests(); }
  os::Deadline deadline() const { return helper_.deadline(); }

 private:
  void ask_next();
  std::optional<std::string> start(const std::string& command);
  void conclude(const os::WatchedHelper::End& end);
  void report(std::string_view why);

  const std::vector<std::string>& commands_;
  log::Log& log_;
  os::Environment environment_;
  std::vector<bool> hung_;  // each of the commands: it took too long for an earlier recipient
  os::WatchedHelper helper_;
  std::optional<smtp::Address> recipient_;  // that the answer is about
  std::optional<Validity> answer_;
  size_t next_ = 0;  // command
};

}  // namespace spamweir::validation
