// The log lines that analysers read: one for each recipient with everything known about the
// connection, or in a JSON log one object for each message.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "config/rejection.h"
#include "filters/facts.h"
#include "log/log.h"
#include "session/envelope.h"
#include "session/message_record.h"
#include "session/wires.h"

namespace spamweir::session {

// Version and cipher, by their usual names; empty without TLS of our own.
struct TlsNames {
  std::string version, cipher;
};

// As a classic line shows it; null: `(unknown)`.
std::string address_field(const smtp::Address* address);

class Report {
 public:
  // All must outlive the report, which shows of the connection what is known when a line is
  // written.
  Report(const filters::Facts& facts, const Wires& wires, log::Log& log)
      : facts_(facts), wires_(wires), log_(log) {}

  void set_user(std::string user) { user_ = std::move(user); }
  void set_encryption(std::string_view type) { encryption_ = type; }
  // Of a JSON log alone.
  void set_hello(std::string_view name);
  void set_tls(TlsNames tls) { tls_ = std::move(tls); }

  // To be kept in the envelope of a message that begins; null unless the log is JSON.
  std::shared_ptr<MessageRecord> begin_message(const smtp::Address& sender);

  // CODE from: … to: … origin_ip: … origin_rdns: … auth: … encryption: … reason: …, at level info.
  // A null sender or recipient is one that is not known; an empty reason is `(empty)`. In a JSON
  // log an event of its own.
  void write(std::string_view code, const smtp::Address* sender, const smtp::Address* recipient,
             std::string_view reason) const;
  // What happened to the connection, with sender and recipient spoken of last.
  void write_event(std::string_view code, const Envelope& envelope, std::string_view reason) const;
  // The same line at level excessive, which only records of full-log-dir have as a rule.
  void write_detail(std::string_view code, const Envelope& envelope) const;
  // One line for the recipient spoken of last.
  void write_last(std::string_view code, const Envelope& envelope, std::string_view reason) const;
  // One line for each accepted recipient.
  void write_accepted(std::string_view code, const Envelope& envelope,
                      std::string_view reason) const;
  // The server's refusal of one recipient, or of the sender where that is null.
  void write_other(const Envelope& envelope, const smtp::Address* recipient,
                   std::string_view reason) const;
  // The same for what a filter on trial (test-mode) would have refused, as WOULD_CODE.
  void write_last_trial(config::Rejection rejection, const Envelope& envelope,
                        std::string_view reason) const;
  void write_accepted_trial(config::Rejection rejection, const Envelope& envelope,
                            std::string_view reason) const;

  // The server is asked about the recipient spoken of last.
  void note_named(const Envelope& envelope) const;
  // It has taken the recipient.
  void note_accepted(const Envelope& envelope, const smtp::Address& recipient) const;
  // For MessageRecord: all of it, with the recipients that were not written before; and some of
  // them before.
  void write_message(const MessageRecord& record, const JsonArray& recipients) const;
  void write_recipients(const MessageRecord& record, const JsonArray& recipients) const;

 private:
  bool is_json() const { return log_.format() == log::Format::json; }
  std::string line(std::string_view code, const smtp::Address* sender,
                   const smtp::Address* recipient, std::string_view reason) const;
  void write_json(std::string_view code, const smtp::Address* sender,
                  const smtp::Address* recipient, std::string_view reason) const;
  JsonObject client() const;
  JsonObject speaker() const;

  const filters::Facts& facts_;
  const Wires& wires_;
  log::Log& log_;
  std::string user_;
  std::string_view encryption_ = kNoEncryption;
  std::string hello_;
  TlsNames tls_;
  size_t messages_ = 0;

  static constexpr std::string_view kNoEncryption = "(none)";
};

}  // namespace spamweir::session
