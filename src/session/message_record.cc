#include "session/message_record.h"

#include <algorithm>
#include <iterator>

#include "session/report.h"

namespace spamweir::session {

namespace {

// Nothing was said of it: the client, or the server, went before.
constexpr std::string_view kIncomplete = "INCOMPLETE";
constexpr std::string_view kAllowed = "ALLOWED";

// Outcomes that are known are kept so long, for the order of the recipients.
constexpr size_t kMostKept = 100;

// Bytes of a line, which has log::kMostLine: for its recipients, and for its headers. One recipient
// always fits.
constexpr size_t kMostRecipients = 1500;
constexpr size_t kMostHeaders = 800;
constexpr size_t kLeastHeader = 16;
constexpr size_t kMostReason = 400;
constexpr size_t kMostTrials = 20;

std::string array_of(const std::vector<std::string>& texts) {
  JsonArray array;
  for (const std::string& text : texts) array.add(json_string(text));
  return array.str();
}

}  // namespace

MessageRecord::~MessageRecord() {
  for (auto& [recipient, outcome] : open_) closed_.push_back(std::move(outcome));
  report_.write_message(*this, write_all_but_the_last());
}

// Of a recipient who is named now.
MessageRecord::Outcome MessageRecord::next_outcome(std::string_view recipient) {
  return {++named_, std::string(recipient), {}, {}, {}};
}

MessageRecord::Outcome& MessageRecord::open_outcome(std::string_view recipient) {
  const auto known = open_.find(recipient);
  if (known != open_.end()) return known->second;
  return open_.try_emplace(std::string(recipient), next_outcome(recipient)).first->second;
}

// Its verdict is known.
void MessageRecord::close(Outcome outcome) {
  if (outcome.code == kAllowed) is_allowed_ = true;
  if (first_code_.empty() || outcome.place < first_place_) {
    first_place_ = outcome.place;
    first_code_ = outcome.code;
  }
  // Before it is added: the message itself is to have a recipient, too.
  if (closed_.size() == kMostKept) report_.write_recipients(*this, write_all_but_the_last());
  closed_.push_back(std::move(outcome));
}

void MessageRecord::note_trial(std::string_view recipient, std::string_view code) {
  std::vector<std::string>& trials = open_outcome(recipient).trials;
  const bool is_known = std::find(trials.begin(), trials.end(), code) != trials.end();
  if (!is_known && trials.size() < kMostTrials) trials.emplace_back(code);
}

void MessageRecord::note_accepted(std::string_view recipient) {
  open_outcome(recipient).is_accepted = true;
}

// Who was accepted stays so when he is named again and then refused.
MessageRecord::Outcome MessageRecord::take_outcome(std::string_view recipient) {
  if (recipient.empty()) return {};
  const auto known = open_.find(recipient);
  if (known == open_.end() || known->second.is_accepted) {
    return next_outcome(recipient);
  }
  return std::move(open_.extract(known).mapped());
}

void MessageRecord::note(std::string_view recipient, std::string_view code,
                         std::string_view reason) {
  Outcome outcome = take_outcome(recipient);
  outcome.code = code;
  outcome.reason = reason;
  close(std::move(outcome));
}

void MessageRecord::settle(std::string_view code, std::string_view reason) {
  std::vector<Outcome> settled;
  settled.reserve(open_.size());
  for (auto at = open_.begin(); at != open_.end();) {
    const auto next = std::next(at);
    if (at->second.is_accepted) settled.push_back(std::move(open_.extract(at).mapped()));
    at = next;
  }
  std::sort(settled.begin(), settled.end(),
            [](const Outcome& a, const Outcome& b) { return a.place < b.place; });
  for (Outcome& outcome : settled) {
    outcome.code = code;
    outcome.reason = reason;
    close(std::move(outcome));
  }
}

void MessageRecord::set_content(size_t size, HeaderExcerpt::Fields headers) {
  size_ = size;
  headers_ = std::move(headers);
}

// The last of them that fit into one line.
JsonArray MessageRecord::write_all_but_the_last() {
  std::sort(closed_.begin(), closed_.end(),
            [](const Outcome& a, const Outcome& b) { return a.place < b.place; });
  JsonArray recipients;
  for (const Outcome& outcome : std::exchange(closed_, {})) {
    const std::string recipient = shown(outcome).str();
    if (recipients.str().size() + recipient.size() > kMostRecipients) {
      report_.write_recipients(*this, std::exchange(recipients, {}));
    }
    recipients.add(recipient);
  }
  return recipients;
}

JsonObject MessageRecord::shown(const Outcome& outcome) {
  JsonObject recipient;
  recipient.text_or_null("to", outcome.recipient, kMostAddress)
      .text("verdict", outcome.code.empty() ? kIncomplete : std::string_view(outcome.code))
      .text_or_null("reason", outcome.reason, kMostReason);
  if (!outcome.trials.empty()) recipient.json("would", array_of(outcome.trials));
  return recipient;
}

JsonObject MessageRecord::headers() const {
  JsonObject headers;
  for (const auto& [name, value] : headers_) {
    if (headers.str().size() + name.size() > kMostHeaders) break;
    headers.text(name, value, std::max(kMostHeaders / headers_.size(), kLeastHeader));
  }
  return headers;
}

JsonObject MessageRecord::members(const JsonArray& recipients) const {
  const std::string_view known = first_code_.empty() ? kIncomplete : std::string_view(first_code_);
  JsonObject members;
  members.text("verdict", is_allowed_ ? kAllowed : known)
      .text("from", opening_.sender, kMostAddress)
      .json("recipients", recipients.str())
      .number("size", static_cast<int64_t>(size_));
  if (!headers_.empty()) members.json("headers", headers().str());
  return members;
}

}  // namespace spamweir::session
