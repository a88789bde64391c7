// The sender beside the user name that the client authenticated with:
// reject-sender=authentication-mismatch and =authentication-domain-mismatch.
#include <algorithm>

#include "filters/judges.h"
#include "filters/list_opinion.h"

namespace spamweir::filters {
namespace {

// A bounce, a read receipt (RFC 8098 3) or an automatic answer (RFC 3834 3.3) has no sender.
bool is_asked(const Facts& facts, const config::Settings& settings, config::RejectSender check) {
  return (settings.reject_sender & check) != 0 && !facts.user.empty() && !facts.sender.is_null();
}

// vpopmail takes `user%domain` for `user@domain`.
smtp::Address address_of(std::string_view user) {
  size_t separator = user.rfind('@');
  if (separator == std::string_view::npos) separator = user.rfind('%');
  if (separator == std::string_view::npos) return {std::string(user), {}};
  std::string_view domain = user.substr(separator + 1);
  if (domain.ends_with('.')) domain.remove_suffix(1);
  return {std::string(user.substr(0, separator)), std::string(domain)};
}

// Who checks passwords may read up to a NUL only: what stands behind it proves nothing.
bool proves_nothing(std::string_view user) {
  return std::any_of(user.begin(), user.end(), is_control);
}

// `rejection` unless the sender is in the user's domain or, where he has none, in one of ours. An
// unqualified sender gets this server's own.
Opinion compare_domains(const Facts& facts, std::string_view user_domain, Opinion rejection) {
  if (!user_domain.empty()) {
    if (!equals_ignoring_case(facts.sender.domain, user_domain)) return rejection;
    return Opinion::nothing();
  }
  if (!facts.sender_locality) return Opinion::wait(FactId::sender_locality);
  return *facts.sender_locality == Locality::remote ? std::move(rejection) : Opinion::nothing();
}

}  // namespace

Opinion judge_sender_not_auth(const Facts& facts, const config::Settings& settings) {
  if (!is_asked(facts, settings, config::kNotUser)) return Opinion::nothing();
  Opinion rejection =
      Opinion::reject(config::Rejection::sender_not_auth,
                      concat("FILTER_SENDER_NOT_AUTH sender: ", logged(facts.sender),
                             " username: ", log::field(facts.user, "")));
  const smtp::Address sender = smtp::without_batv_tag(facts.sender).value_or(facts.sender);
  const smtp::Address user = address_of(facts.user);
  if (!equals_ignoring_case(sender.local, user.local)) return rejection;
  return compare_domains(facts, user.domain, std::move(rejection));
}

Opinion judge_sender_not_auth_domain(const Facts& facts, const config::Settings& settings) {
  if (!is_asked(facts, settings, config::kNotUserDomain)) return Opinion::nothing();
  Opinion rejection = Opinion::reject(config::Rejection::sender_not_auth,
                                      concat("FILTER_SENDER_NOT_AUTH_DOMAIN domain: ",
                                             log::field(lower_case(facts.sender.domain), "(empty)"),
                                             " username: ", log::field(facts.user, "")));
  if (proves_nothing(facts.user)) return rejection;
  return compare_domains(facts, address_of(facts.user).domain, std::move(rejection));
}

}  // namespace spamweir::filters
