// What a JSON log tells of one message, gathered while it is spoken of.
//
// The envelope has it, and so has everybody who still waits for an answer about the message: when
// the last of them is gone, all is known that will ever be, and the record writes itself. A message
// may have any number of recipients, and a line of the log has a limit: what does not fit into one
// object is written in others before it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "session/header_excerpt.h"
#include "session/wires.h"

namespace spamweir::session {

class Report;

// Bytes in a line of a JSON log, of an address: RFC 5321 4.5.3.1 allows 256 of a path. More is
// nobody's.
inline constexpr size_t kMostAddress = 340;

// What is known of a message when it begins.
struct Opening {
  std::string sender;
  size_t number;       // of this message in its connection, from 1
  JsonObject speaker;  // who sends it: members for the log
  Times begun;
};

class MessageRecord {
 public:
  // `report` writes the record; it must outlive it.
  MessageRecord(const Report& report, Opening opening)
      : report_(report), opening_(std::move(opening)) {}
  ~MessageRecord();
  MessageRecord(const MessageRecord&) = delete;
  MessageRecord& operator=(const MessageRecord&) = delete;

  // The server is asked about the recipient, who has his place among the others from then on.
  void note_named(std::string_view recipient) { open_outcome(recipient); }
  // A filter on trial would have refused the recipient, or the message.
  void note_trial(std::string_view recipient, std::string_view code);
  // The server has taken the recipient: what becomes of him is said by settle().
  void note_accepted(std::string_view recipient);
  // The verdict on one recipient; on the sender where `recipient` is empty.
  void note(std::string_view recipient, std::string_view code, std::string_view reason);
  // The verdict on all that the server has taken.
  void settle(std::string_view code, std::string_view reason);
  void set_content(size_t size, HeaderExcerpt::Fields headers);

  const Opening& opening() const { return opening_; }
  // Of the message; times and connection are the report's.
  JsonObject members(const JsonArray& recipients) const;

 private:
  struct Outcome {
    size_t place = 0;                     // among sender and recipients, as they were named
    std::string recipient, code, reason;  // the code is empty while nothing is known
    std::vector<std::string> trials;
    bool is_accepted = false;  // by the server; settle() says what becomes of him
  };
  Outcome next_outcome(std::string_view recipient);
  Outcome& open_outcome(std::string_view recipient);
  Outcome take_outcome(std::string_view recipient);
  void close(Outcome outcome);
  JsonArray write_all_but_the_last();
  JsonObject headers() const;
  static JsonObject shown(const Outcome& outcome);

  const Report& report_;
  Opening opening_;
  size_t named_ = 0;  // recipients: their places are from 1, the sender's is 0
  // A recipient may be named twice; while nothing is known of him, he is one.
  std::map<std::string, Outcome, std::less<>> open_;
  std::vector<Outcome> closed_;  // and not written
  bool is_allowed_ = false;      // for anybody
  size_t first_place_ = 0;       // of a recipient whose verdict is known
  std::string first_code_;       // empty: none
  size_t size_ = 0;
  HeaderExcerpt::Fields headers_;
};

}  // namespace spamweir::session
