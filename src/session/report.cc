#include "session/report.h"

#include "base/text.h"

namespace spamweir::session {
namespace {

constexpr std::string_view kUnknown = "(unknown)";

std::string address_field(const smtp::Address* address) {
  if (address == nullptr) return std::string(kUnknown);
  return log::field(lower_case(address->text()), kUnknown);
}

const smtp::Address* sender_of(const Envelope& envelope) {
  return envelope.sender ? &*envelope.sender : nullptr;
}

}  // namespace

std::string trial_code(config::Rejection rejection) {
  return concat("WOULD_", config::row_of(rejection).log_code);
}

void Report::write(std::string_view code, const smtp::Address* sender,
                   const smtp::Address* recipient, std::string_view reason) {
  if (!log_.shows(log::Level::info)) return;
  log_.info(concat(code, " from: ", address_field(sender), " to: ", address_field(recipient),
                   " origin_ip: ", facts_.client.to_string(), " origin_rdns: ",
                   log::field(facts_.rdns_name(), kUnknown), " auth: ", log::field(user_, kUnknown),
                   " encryption: ", encryption_, " reason: ", log::field(reason, "(empty)")));
}

void Report::write_last(std::string_view code, const Envelope& envelope, std::string_view reason) {
  write(code, sender_of(envelope), &envelope.last_recipient, reason);
}

void Report::write_accepted(std::string_view code, const Envelope& envelope,
                            std::string_view reason) {
  for (const Recipient& recipient : envelope.accepted) {
    write(code, sender_of(envelope), &recipient.address, reason);
  }
}

}  // namespace spamweir::session
