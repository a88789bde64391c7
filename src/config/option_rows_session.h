// Rows: the SMTP session as a whole.
#pragma once

#include <algorithm>
#include <array>
#include <iterator>

#include "config/option_makers.h"

namespace spamweir::config {

inline constexpr Name kBareNewlineNames[] = {name_for("repair", BareNewline::repair),
                                             name_for("reject", BareNewline::reject),
                                             name_for("lenient", BareNewline::lenient)};

inline constexpr Name kFilterLevelNames[] = {name_for("allow-all", FilterLevel::allow_all),
                                             name_for("normal", FilterLevel::normal),
                                             name_for("require-auth", FilterLevel::require_auth),
                                             name_for("reject-all", FilterLevel::reject_all)};

// What a filter that is tried out would do. Nobody relays for a trial.
constexpr Name trial_of(std::string_view filter, Rejection rejection) {
  return {.text = filter, .value = static_cast<int>(bit_of(rejection))};
}

inline constexpr Name kTestedFilters[] = {
    trial_of("reject-all", Rejection::reject_all),
    trial_of("smtp-auth-required", Rejection::auth_required),
    trial_of("empty-rdns", Rejection::rdns_missing),
    trial_of("unresolvable-rdns", Rejection::rdns_resolve),
    trial_of("ip-in-cc-rdns", Rejection::ip_in_cc_rdns),
    trial_of("ip-in-rdns-keyword-blacklist", Rejection::ip_in_rdns),
    trial_of("rdns-blacklist", Rejection::blacklist_name),
    trial_of("ip-blacklist", Rejection::blacklist_ip),
    trial_of("dns-blacklist", Rejection::rbl_match),
    trial_of("rhs-blacklist", Rejection::rhsbl_match),
    trial_of("earlytalker", Rejection::earlytalker),
    trial_of("sender-blacklist", Rejection::sender_blacklisted),
    trial_of("sender-no-mx", Rejection::sender_no_mx),
    trial_of("sender-not-local", Rejection::sender_not_local),
    trial_of("sender-authentication-mismatch", Rejection::sender_not_auth),
    trial_of("local-recipient", Rejection::unqualified_recipient),
    trial_of("recipient-same-as-sender", Rejection::identical_sender_recipient),
    trial_of("recipient-blacklist", Rejection::recipient_blacklisted),
    trial_of("recipient-invalid", Rejection::invalid_recipient),
    trial_of("recipient-unavailable", Rejection::unavailable_recipient),
    trial_of("graylist", Rejection::graylisted),
    trial_of("max-recipients", Rejection::too_many_recipients),
    trial_of("header-blacklist", Rejection::header_blacklisted),
};

consteval int all_trials() {
  int all = 0;
  for (const Name& filter : kTestedFilters) all |= filter.value;
  return all;
}

// `yes` stands for all of them; a first `no`, or none, for nothing.
consteval auto test_mode_names() {
  std::array<Name, std::size(kTestedFilters) + 2> names = {
      Name{.text = "yes", .value = all_trials()}, Name{.text = "no"}};
  std::copy(std::begin(kTestedFilters), std::end(kTestedFilters), names.begin() + 2);
  return names;
}
inline constexpr auto kTestModeNames = test_mode_names();

inline constexpr Option kSessionOptions[] = {
    {.name = "bare-newline",
     .kind = Kind::names,
     .names = kBareNewlineNames,
     .default_text = "repair",
     .target = choice_of<&Settings::bare_newline>,
     .help = "what becomes of lines that end with LF instead of CRLF",
     .more_help =
         "RFC 5321 wants each line to end with CRLF. repair: such lines are completed, and they "
         "can never end a message unless the client has used LF alone from the start, so nobody "
         "can smuggle a second message in. reject: a message with such a line is refused at its "
         "end with 554. lenient: a dot between two LFs ends the message from any client; only for "
         "devices that you trust."},
    {.name = "connection-timeout-secs",
     .letter = 't',
     .kind = Kind::integer,
     .placeholder = "SECS",
     .scope = kFiles,
     .default_text = "0",
     .target = number_of<&Settings::connection_timeout_secs>,
     .help = "longest time that a connection may take in all",
     .more_help =
         "After so many seconds the client is told 421 and the connection is closed, whatever it "
         "is doing. 0 means no limit. Leave time for large messages over slow lines: 1800 or "
         "more."},
    {.name = "filter-level",
     .kind = Kind::names,
     .names = kFilterLevelNames,
     .default_text = "normal",
     .target = choice_of<&Settings::filter_level>,
     .help = "switch all filters on or off at once",
     .more_help =
         "allow-all: no filter acts, except those against unqualified recipients and relaying. "
         "normal: each filter acts as configured. require-auth: only authenticated clients may "
         "send, whitelisted or not. reject-all: nobody may send. A wrong value leaves the level as "
         "it was."},
    {.name = "greeting-delay-secs",
     .letter = 'e',
     .kind = Kind::integer,
     .placeholder = "SECS",
     .default_text = "0",
     .target = number_of<&Settings::greeting_delay_secs>,
     .help = "hold the greeting, and reject clients that talk before it",
     .more_help =
         "The server's greeting is held back for so many seconds. A client that sends anything "
         "before it has seen the greeting breaks the protocol, as many spam programs do, and its "
         "mail is refused. 0 means no delay and no such check. 5 is a usual value."},
    {.name = "idle-timeout-secs",
     .letter = 'T',
     .kind = Kind::integer,
     .placeholder = "SECS",
     .scope = kFiles,
     .default_text = "0",
     .target = number_of<&Settings::idle_timeout_secs>,
     .help = "longest time that a client may be silent",
     .more_help =
         "A client that sends nothing for so many seconds while it is its turn is told 421 and the "
         "connection is closed. Time in which the server is the one working does not count. 0 "
         "means no limit. RFC 5321 asks for at least 300."},
    {.name = "max-recipients",
     .letter = 'a',
     .kind = Kind::integer,
     .placeholder = "NUM",
     .scope = kFiles,
     .default_text = "0",
     .target = number_of<&Settings::max_recipients>,
     .help = "most recipients that are accepted for one message",
     .more_help =
         "Further recipients are refused with 421, so that a good sender's server tries them again "
         "later in a message of their own. 0 means no limit."},
    {.name = "policy-url",
     .letter = 'u',
     .kind = Kind::string,
     .placeholder = "URL",
     .target = text_of<&Settings::policy_url>,
     .help = "page that explains your rules, added to rejection texts",
     .more_help =
         "Rejections end with \"See: URL#CODE\", CODE being the word in the log, such as "
         "DENIED_BLACKLIST_IP; a URL that ends with = gets the code without #. At most 100 "
         "characters. Example: policy-url=https://example.com/mail-policy",
     .longest = 100},
    {.name = "test-mode",
     .kind = Kind::names,
     .names = kTestModeNames,
     .repeat = Repeat::combined,
     .default_text = "no",
     .target = bits_of<&Settings::tested_rejections>,
     .help = "try filters out on live mail: log what they would refuse",
     .more_help =
         "A filter that is named here, or every one with yes, refuses nothing: mail goes on as "
         "if the filter were not configured, and each recipient that it would have refused gets a "
         "line WOULD_DENIED_... in the log, with the words of the line that the refusal would have "
         "had. The filters are named as their rejection-text-* options are. Relaying is never on "
         "trial. Example: test-mode=dns-blacklist"},
};

}  // namespace spamweir::config
