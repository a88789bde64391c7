// Replies leave in the order of the commands, whoever gives them (RFC 2920 3.2).
//
// Each command takes one slot: either the server will answer it, or the filter has already. Slots
// leave from the front, so a local answer behind an open one waits for it. Pipelining needs nothing
// else.
#pragma once

#include <deque>
#include <string>

#include "session/envelope.h"

namespace spamweir::session {

// What the server's reply will be an answer to.
enum class Awaited {
  greeting,
  hello,
  mail,
  recipient,
  data,       // the client waits for it too
  held_data,  // the filter's own DATA, sent when a held header was let through
  body_end,
  auth,
  starttls,
  own_command,  // the filter's own; nobody is told the answer
  anything,     // passes as it is
};

struct Slot {
  Awaited awaited = Awaited::anything;
  unsigned message = 0;             // mail, recipient: the message that it belongs to
  Recipient recipient = {};         // recipient: who was asked for
  Envelope envelope = {};           // body_end: what has been sent; mail, recipient: the sender
  bool may_quote_password = false;  // in the answer: servers show what they do not understand
};

class ReplyQueue {
 public:
  // The slot of a command that was passed on.
  void await_server(Slot slot) { entries_.push_back({true, std::move(slot), {}}); }

  // The slot of a command that the filter answers. Returns what can leave at once.
  std::string answer(std::string reply);

  // So many commands may be open; a client that sends more waits.
  static constexpr size_t kMost = 256;
  bool is_full() const { return entries_.size() >= kMost; }

  bool awaits_server() const { return !entries_.empty(); }
  // Whether the server owes an answer of this kind.
  bool awaits(Awaited awaited) const;

  // The server has answered the front slot.
  Slot take_front();
  // Nobody will answer any more.
  void clear() { entries_.clear(); }
  // Local answers that have come to the front: call it once the server's own reply has left.
  std::string take_ready_answers();

 private:
  struct Entry {
    bool from_server;
    Slot slot;
    std::string reply;
  };
  // The front is always a slot of the server's: local answers leave as soon as they are there.
  std::deque<Entry> entries_;
};

}  // namespace spamweir::session
