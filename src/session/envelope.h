// The envelope of the message that is being dealt with.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "config/settings.h"
#include "smtp/address.h"

namespace spamweir::session {

struct Recipient {
  smtp::Address address;
  bool whitelisted = false;
  // Null where he has none.
  std::shared_ptr<const config::Settings> own_settings = {};
};

class MessageRecord;

struct Envelope {
  std::optional<smtp::Address> sender = {};  // empty before MAIL
  std::vector<Recipient> accepted = {};      // the server said 2xx
  size_t asked = 0;                          // passed on to the server, no answer yet
  smtp::Address last_recipient = {};         // for the log; empty before RCPT
  // What a JSON log will tell of the message; else null.
  std::shared_ptr<MessageRecord> record = {};
};

}  // namespace spamweir::session
