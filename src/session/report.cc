#include "session/report.h"

#include "base/text.h"

namespace spamweir::session {
namespace {

constexpr std::string_view kUnknown = "(unknown)";

// Of a field and of the last one, so that a line has room for all of them (log::kMostLine).
constexpr size_t kMostField = 600;
constexpr size_t kMostLoggedReason = 1000;

// Of a JSON log: names have up to 255 bytes (RFC 5321 4.5.3.1.2).
constexpr size_t kMostName = 270;
constexpr size_t kMostEventReason = 1000;

std::string field(std::string_view text) { return excerpt(log::field(text, kUnknown), kMostField); }

std::string json_text(const smtp::Address* address) {
  return address == nullptr ? std::string() : lower_case(address->text());
}

const smtp::Address* sender_of(const Envelope& envelope) {
  return envelope.sender ? &*envelope.sender : nullptr;
}

std::string trial_code(config::Rejection rejection) {
  return concat("WOULD_", config::row_of(rejection).log_code);
}

}  // namespace

std::string address_field(const smtp::Address* address) {
  return address == nullptr ? std::string(kUnknown) : field(lower_case(address->text()));
}

void Report::set_hello(std::string_view name) {
  if (is_json()) hello_ = name.substr(0, kMostName);
}

std::shared_ptr<MessageRecord> Report::begin_message(const smtp::Address& sender) {
  if (!is_json() || !log_.shows(log::Level::info)) return nullptr;
  return std::make_shared<MessageRecord>(
      *this, Opening{json_text(&sender), ++messages_, speaker(), wires_.times()});
}

void Report::write(std::string_view code, const smtp::Address* sender,
                   const smtp::Address* recipient, std::string_view reason) const {
  if (!log_.shows(log::Level::info)) return;
  if (is_json()) return write_json(code, sender, recipient, reason);
  log_.info(line(code, sender, recipient, reason));
}

std::string Report::line(std::string_view code, const smtp::Address* sender,
                         const smtp::Address* recipient, std::string_view reason) const {
  return concat(code, " from: ", address_field(sender), " to: ", address_field(recipient),
                " origin_ip: ", facts_.client.to_string(),
                " origin_rdns: ", field(facts_.rdns_name()), " auth: ", field(user_),
                " encryption: ", encryption_,
                " reason: ", excerpt(log::field(reason, "(empty)"), kMostLoggedReason));
}

void Report::write_json(std::string_view code, const smtp::Address* sender,
                        const smtp::Address* recipient, std::string_view reason) const {
  JsonObject members;
  members.text("type", "event").text("verdict", code);
  members.text_or_null("reason", reason, kMostEventReason);
  members.text_or_null("from", json_text(sender), kMostAddress);
  members.text_or_null("to", json_text(recipient), kMostAddress);
  log_.object(members.append(client()).append(speaker()));
}

void Report::write_event(std::string_view code, const Envelope& envelope,
                         std::string_view reason) const {
  write(code, sender_of(envelope), &envelope.last_recipient, reason);
}

void Report::write_detail(std::string_view code, const Envelope& envelope) const {
  if (!log_.shows(log::Level::excessive)) return;
  log_.excessive(line(code, sender_of(envelope), &envelope.last_recipient, {}));
}

void Report::write_last(std::string_view code, const Envelope& envelope,
                        std::string_view reason) const {
  if (envelope.record == nullptr) return write_event(code, envelope, reason);
  envelope.record->note(json_text(&envelope.last_recipient), code, reason);
}

void Report::write_accepted(std::string_view code, const Envelope& envelope,
                            std::string_view reason) const {
  if (envelope.record != nullptr) return envelope.record->settle(code, reason);
  for (const Recipient& recipient : envelope.accepted) {
    write(code, sender_of(envelope), &recipient.address, reason);
  }
}

void Report::write_other(const Envelope& envelope, const smtp::Address* recipient,
                         std::string_view reason) const {
  constexpr std::string_view kCode = "DENIED_OTHER";
  if (envelope.record == nullptr) return write(kCode, sender_of(envelope), recipient, reason);
  envelope.record->note(json_text(recipient), kCode, reason);
}

void Report::write_last_trial(config::Rejection rejection, const Envelope& envelope,
                              std::string_view reason) const {
  if (envelope.record == nullptr) return write_event(trial_code(rejection), envelope, reason);
  envelope.record->note_trial(json_text(&envelope.last_recipient),
                              config::row_of(rejection).log_code);
}

void Report::write_accepted_trial(config::Rejection rejection, const Envelope& envelope,
                                  std::string_view reason) const {
  if (envelope.record == nullptr) return write_accepted(trial_code(rejection), envelope, reason);
  for (const Recipient& recipient : envelope.accepted) {
    envelope.record->note_trial(json_text(&recipient.address), config::row_of(rejection).log_code);
  }
}

void Report::note_named(const Envelope& envelope) const {
  if (envelope.record != nullptr) envelope.record->note_named(json_text(&envelope.last_recipient));
}

void Report::note_accepted(const Envelope& envelope, const smtp::Address& recipient) const {
  if (envelope.record != nullptr) envelope.record->note_accepted(json_text(&recipient));
}

JsonObject Report::client() const {
  JsonObject members;
  members.text("client", facts_.client.to_string());
  return members.text_or_null("rdns", facts_.rdns_name(), kMostName);
}

JsonObject Report::speaker() const {
  JsonObject members;
  members.text_or_null("helo", hello_, kMostName).text_or_null("user", user_, kMostName);
  members.text_or_null("encryption", encryption_ == kNoEncryption ? "" : encryption_);
  members.text_or_null("tls_version", tls_.version).text_or_null("tls_cipher", tls_.cipher);
  return members;
}

void Report::write_message(const MessageRecord& record, const JsonArray& recipients) const {
  const Opening& opening = record.opening();
  const Times now = wires_.times();
  JsonObject members;
  members.text("type", "message").number("number", static_cast<int64_t>(opening.number));
  members.append(record.members(recipients)).append(client()).append(opening.speaker);
  members.number("dns_ms", (now.dns - opening.begun.dns).count());
  members.number("wait_ms", (now.waited - opening.begun.waited).count());
  members.number("total_ms", (now.total - opening.begun.total).count());
  log_.object(members);
}

void Report::write_recipients(const MessageRecord& record, const JsonArray& recipients) const {
  JsonObject members;
  members.text("type", "recipients");
  members.number("number", static_cast<int64_t>(record.opening().number));
  log_.object(members.json("recipients", recipients.str()));
}

}  // namespace spamweir::session
