// What a JSON log tells of one message, gathered while it is spoken of.
//
// The envelope has it, and so has everybody who still waits for an answer about the message: when
// the last of them is gone, all is known that will ever be, and the record writes itself.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "session/header_excerpt.h"
#include "session/wires.h"

namespace spamweir::session {

class Report;

class MessageRecord {
 public:
  // `report` writes the record; it must outlive it.
  MessageRecord(const Report& report, std::string sender, const Times& begun)
      : report_(report), sender_(std::move(sender)), begun_(begun) {}
  ~MessageRecord();
  MessageRecord(const MessageRecord&) = delete;
  MessageRecord& operator=(const MessageRecord&) = delete;

  // A filter on trial would have refused the recipient, or the message.
  void note_trial(std::string_view recipient, std::string_view code);
  // The server has taken the recipient: what becomes of him is said by settle().
  void note_accepted(std::string_view recipient);
  // The verdict on one recipient; on the sender where `recipient` is empty.
  void note(std::string_view recipient, std::string_view code, std::string_view reason);
  // The verdict on all that the server has taken.
  void settle(std::string_view code, std::string_view reason);
  void set_content(size_t size, HeaderExcerpt::Fields headers);

  const Times& begun() const { return begun_; }
  // Of the message; times and connection are the report's.
  JsonObject members() const;

 private:
  struct Outcome {
    std::string recipient, code, reason;  // the code is empty while nothing is known
    std::vector<std::string> trials;
  };
  Outcome& outcome_of(std::string_view recipient);
  std::string_view verdict() const;

  const Report& report_;
  std::string sender_;
  Times begun_;
  std::vector<Outcome> outcomes_;  // in the order of the recipients
  size_t size_ = 0;
  HeaderExcerpt::Fields headers_;
};

}  // namespace spamweir::session
