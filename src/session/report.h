// The log lines that analysers read: one for each recipient, with everything known about the
// connection.
#pragma once

#include <string>
#include <string_view>

#include "filters/facts.h"
#include "log/log.h"
#include "session/envelope.h"

namespace spamweir::session {

// How the log calls a rejection that a filter on trial (test-mode) did not make.
std::string trial_code(config::Rejection rejection);

class Report {
 public:
  // Both must outlive the report, which shows of the connection what is known when a line is
  // written.
  Report(const filters::Facts& facts, log::Log& log) : facts_(facts), log_(log) {}

  void set_user(std::string user) { user_ = std::move(user); }
  void set_encryption(std::string_view type) { encryption_ = type; }

  // CODE from: … to: … origin_ip: … origin_rdns: … auth: … encryption: … reason: …, at level info.
  // A null sender or recipient is one that is not known; an empty reason is `(empty)`.
  void write(std::string_view code, const smtp::Address* sender, const smtp::Address* recipient,
             std::string_view reason);
  // One line for the recipient spoken of last.
  void write_last(std::string_view code, const Envelope& envelope, std::string_view reason);
  // One line for each accepted recipient.
  void write_accepted(std::string_view code, const Envelope& envelope, std::string_view reason);

 private:
  const filters::Facts& facts_;
  log::Log& log_;
  std::string user_;
  std::string_view encryption_ = "(none)";
};

}  // namespace spamweir::session
