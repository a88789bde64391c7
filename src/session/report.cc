#include "session/report.h"

#include "base/text.h"

namespace spamweir::session {
namespace {

constexpr std::string_view kUnknown = "(unknown)";

std::string address_field(const smtp::Address* address) {
  if (address == nullptr) return std::string(kUnknown);
  return log::field(lower_case(address->text()), kUnknown);
}

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

// RFC 5321 4.5.3.1.2: a domain has up to 255 bytes. More is nobody's name.
void Report::set_hello(std::string_view name) {
  constexpr size_t kMostHello = 255;
  if (is_json()) hello_ = name.substr(0, kMostHello);
}

std::shared_ptr<MessageRecord> Report::begin_message(const smtp::Address& sender) const {
  if (!is_json() || !log_.shows(log::Level::info)) return nullptr;
  return std::make_shared<MessageRecord>(*this, json_text(&sender), wires_.times());
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
                " origin_rdns: ", log::field(facts_.rdns_name(), kUnknown),
                " auth: ", log::field(user_, kUnknown), " encryption: ", encryption_,
                " reason: ", log::field(reason, "(empty)"));
}

void Report::write_json(std::string_view code, const smtp::Address* sender,
                        const smtp::Address* recipient, std::string_view reason) const {
  JsonObject members;
  members.text("type", "event").text("verdict", code).text_or_null("reason", reason);
  members.text_or_null("from", json_text(sender)).text_or_null("to", json_text(recipient));
  log_.object(members.append(connection()));
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

void Report::note_accepted(const Envelope& envelope, const smtp::Address& recipient) const {
  if (envelope.record != nullptr) envelope.record->note_accepted(json_text(&recipient));
}

JsonObject Report::connection() const {
  JsonObject members;
  members.text("client", facts_.client.to_string()).text_or_null("rdns", facts_.rdns_name());
  members.text_or_null("helo", hello_).text_or_null("user", user_);
  members.text_or_null("encryption", encryption_ == kNoEncryption ? "" : encryption_);
  members.text_or_null("tls_version", tls_.version).text_or_null("tls_cipher", tls_.cipher);
  return members;
}

void Report::write_message(const MessageRecord& record) const {
  const Times now = wires_.times(), begun = record.begun();
  JsonObject members;
  members.text("type", "message").append(record.members()).append(connection());
  members.number("dns_ms", (now.dns - begun.dns).count());
  members.number("wait_ms", (now.waited - begun.waited).count());
  members.number("total_ms", (now.total - begun.total).count());
  log_.object(members);
}

}  // namespace spamweir::session
