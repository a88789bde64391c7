#include "session/message_record.h"

#include <algorithm>

#include "session/report.h"

namespace spamweir::session {

namespace {

// Nothing was said of it: the client, or the server, went before.
constexpr std::string_view kIncomplete = "INCOMPLETE";
constexpr std::string_view kAllowed = "ALLOWED";

std::string array_of(const std::vector<std::string>& texts) {
  JsonArray array;
  for (const std::string& text : texts) array.add(json_string(text));
  return array.str();
}

}  // namespace

MessageRecord::~MessageRecord() { report_.write_message(*this); }

// A recipient may be named twice; the last naming is meant.
MessageRecord::Outcome& MessageRecord::outcome_of(std::string_view recipient) {
  const auto open = std::find_if(outcomes_.rbegin(), outcomes_.rend(), [&](const Outcome& o) {
    return o.recipient == recipient && o.code.empty();
  });
  if (open != outcomes_.rend()) return *open;
  return outcomes_.emplace_back(Outcome{std::string(recipient), {}, {}, {}});
}

void MessageRecord::note_trial(std::string_view recipient, std::string_view code) {
  outcome_of(recipient).trials.emplace_back(code);
}

void MessageRecord::note_accepted(std::string_view recipient) { outcome_of(recipient); }

void MessageRecord::note(std::string_view recipient, std::string_view code,
                         std::string_view reason) {
  Outcome& outcome = outcome_of(recipient);
  outcome.code = code;
  outcome.reason = reason;
}

void MessageRecord::settle(std::string_view code, std::string_view reason) {
  for (Outcome& outcome : outcomes_) {
    if (!outcome.code.empty()) continue;
    outcome.code = code;
    outcome.reason = reason;
  }
}

void MessageRecord::set_content(size_t size, HeaderExcerpt::Fields headers) {
  size_ = size;
  headers_ = std::move(headers);
}

// Of the message: delivered to anybody, or why not.
std::string_view MessageRecord::verdict() const {
  std::string_view first;
  for (const Outcome& outcome : outcomes_) {
    if (outcome.code == kAllowed) return kAllowed;
    if (first.empty()) first = outcome.code;
  }
  return first.empty() ? kIncomplete : first;
}

JsonObject MessageRecord::members() const {
  JsonArray recipients;
  for (const Outcome& outcome : outcomes_) {
    JsonObject recipient;
    recipient.text_or_null("to", outcome.recipient)
        .text("verdict", outcome.code.empty() ? kIncomplete : std::string_view(outcome.code))
        .text_or_null("reason", outcome.reason);
    if (!outcome.trials.empty()) recipient.json("would", array_of(outcome.trials));
    recipients.add(recipient.str());
  }
  JsonObject members;
  members.text("verdict", verdict()).text("from", sender_).json("recipients", recipients.str());
  members.number("size", static_cast<int64_t>(size_));
  JsonObject headers;
  for (const auto& [name, value] : headers_) headers.text(name, value);
  if (!headers_.empty()) members.json("headers", headers.str());
  return members;
}

}  // namespace spamweir::session
