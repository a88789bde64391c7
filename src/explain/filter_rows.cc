#include "explain/filter_rows.h"

#include "explain/looked_at.h"

namespace spamweir::explain {
namespace {

using config::Settings;
using filters::FactId;
using filters::Filter;
using filters::Stage;

template <auto List>
bool has(const Settings& settings) {
  return !(settings.*List).empty();
}

template <config::RejectSender Check>
bool checks_sender(const Settings& settings) {
  return (settings.reject_sender & Check) != 0;
}

template <config::RejectRecipient Check>
bool checks_recipient(const Settings& settings) {
  return (settings.reject_recipient & Check) != 0;
}

bool always(const Settings&) { return true; }

constexpr SettingName kFilterLevel[] = {{"filter-level"}};
constexpr SettingName kEmptyRdns[] = {{"reject-empty-rdns"}};
constexpr SettingName kIpInCcRdns[] = {{"reject-ip-in-cc-rdns"}};
constexpr SettingName kUnresolvable[] = {{"reject-unresolvable-rdns"}};
constexpr SettingName kGreetingDelay[] = {{"greeting-delay-secs"}};
constexpr SettingName kNoMx[] = {{"reject-sender", "no-mx"}};
constexpr SettingName kNotLocal[] = {{"reject-sender", "not-local"}};
constexpr SettingName kNotUser[] = {{"reject-sender", "authentication-mismatch"}};
constexpr SettingName kNotUserDomain[] = {{"reject-sender", "authentication-domain-mismatch"}};
constexpr SettingName kRelayLevel[] = {{"relay-level"}, {"qmail-rcpthosts-file"}};
constexpr SettingName kSameAsSender[] = {{"reject-recipient", "same-as-sender"}};
constexpr SettingName kInvalidRecipient[] = {{"reject-recipient", "invalid"},
                                             {"recipient-validation-command"}};
constexpr SettingName kUnavailableRecipient[] = {{"reject-recipient", "unavailable"},
                                                 {"recipient-validation-command"}};
constexpr SettingName kGraylist[] = {
    {"graylist-level"}, {"graylist-dir"}, {"graylist-min-secs"}, {"graylist-max-secs"}};
constexpr SettingName kMaxRecipients[] = {{"max-recipients"}};

// What it looks at, and under which names it asks DNS for that.
struct Look {
  decltype(FilterRow::looks_at) at;
  decltype(FilterRow::names) names = nullptr;
};

template <auto List>
constexpr FilterRow of_list(std::string_view name, Stage stage, FactId fact, Look look) {
  return {.name = name,
          .stage = stage,
          .is_on = has<List>,
          .looks_at = look.at,
          .list = List,
          .fact = fact,
          .names = look.names};
}

constexpr FilterRow kRows[] = {
    {.name = "filter-level",
     .stage = Stage::connection,
     .is_on = [](const Settings& s) { return s.filter_level != config::FilterLevel::normal; },
     .looks_at = authentication,
     .settings = kFilterLevel},
    {.name = "empty-rdns",
     .stage = Stage::connection,
     .is_on = [](const Settings& s) { return s.reject_empty_rdns; },
     .looks_at = rdns_name,
     .settings = kEmptyRdns,
     .names = reverse_name},
    {.name = "ip-in-cc-rdns",
     .stage = Stage::connection,
     .is_on = [](const Settings& s) { return s.reject_ip_in_cc_rdns; },
     .looks_at = address_in_rdns,
     .settings = kIpInCcRdns,
     .names = reverse_name},
    of_list<&Settings::rdns_whitelist>("rdns-whitelist", Stage::connection, FactId::rdns_whitelist,
                                       {rdns_name, reverse_name}),
    of_list<&Settings::rdns_blacklist>("rdns-blacklist", Stage::connection, FactId::rdns_blacklist,
                                       {rdns_name, reverse_name}),
    of_list<&Settings::ip_whitelist>("ip-whitelist", Stage::connection, FactId::ip_whitelist,
                                     {client_address}),
    of_list<&Settings::ip_blacklist>("ip-blacklist", Stage::connection, FactId::ip_blacklist,
                                     {client_address}),
    of_list<&Settings::ip_in_rdns_whitelist>("ip-in-rdns-keyword-whitelist", Stage::connection,
                                             FactId::ip_in_rdns_whitelist,
                                             {address_in_rdns, reverse_name}),
    of_list<&Settings::ip_in_rdns_blacklist>("ip-in-rdns-keyword-blacklist", Stage::connection,
                                             FactId::ip_in_rdns_blacklist,
                                             {address_in_rdns, reverse_name}),
    {.name = "unresolvable-rdns",
     .stage = Stage::connection,
     .is_on = [](const Settings& s) { return s.reject_unresolvable_rdns; },
     .looks_at = rdns_name,
     .settings = kUnresolvable,
     .names = reverse_and_name},
    of_list<&Settings::dns_whitelist>("dns-whitelist", Stage::connection, FactId::dns_whitelist,
                                      {client_address, address_in_dns_whitelist}),
    of_list<&Settings::rhs_whitelist>("rhs-whitelist", Stage::connection,
                                      FactId::rdns_rhs_whitelist,
                                      {rdns_name, rdns_in_rhs_whitelist}),
    of_list<&Settings::dns_blacklist>("dns-blacklist", Stage::connection, FactId::dns_blacklist,
                                      {client_address, address_in_dns_blacklist}),
    of_list<&Settings::rhs_blacklist>("rhs-blacklist", Stage::connection,
                                      FactId::rdns_rhs_blacklist,
                                      {rdns_name, rdns_in_rhs_blacklist}),
    {.name = "earlytalker",
     .stage = Stage::connection,
     .is_on = [](const Settings& s) { return s.greeting_delay_secs > 0; },
     .looks_at = early_talk,
     .settings = kGreetingDelay},
    of_list<&Settings::sender_whitelist>("sender-whitelist", Stage::sender,
                                         FactId::sender_whitelist, {sender}),
    of_list<&Settings::rhs_whitelist>("rhs-whitelist", Stage::sender, FactId::sender_rhs_whitelist,
                                      {sender_domain, sender_in_rhs_whitelist}),
    of_list<&Settings::sender_blacklist>("sender-blacklist", Stage::sender,
                                         FactId::sender_blacklist, {sender}),
    of_list<&Settings::rhs_blacklist>("rhs-blacklist", Stage::sender, FactId::sender_rhs_blacklist,
                                      {sender_domain, sender_in_rhs_blacklist}),
    {.name = "sender-no-mx",
     .stage = Stage::sender,
     .is_on = checks_sender<config::kNoMx>,
     .looks_at = sender_domain,
     .settings = kNoMx,
     .names = mail_domain},
    {.name = "sender-not-local",
     .stage = Stage::sender,
     .is_on = checks_sender<config::kNotLocal>,
     .looks_at = sender_locality,
     .settings = kNotLocal},
    {.name = "sender-authentication-mismatch",
     .stage = Stage::sender,
     .is_on = checks_sender<config::kNotUser>,
     .looks_at = sender_and_user,
     .settings = kNotUser},
    {.name = "sender-authentication-domain-mismatch",
     .stage = Stage::sender,
     .is_on = checks_sender<config::kNotUserDomain>,
     .looks_at = sender_and_user,
     .settings = kNotUserDomain},
    {.name = "local-recipient", .stage = Stage::recipient, .is_on = always, .looks_at = recipient},
    {.name = "relaying",
     .stage = Stage::recipient,
     .is_on = [](const Settings& s) { return s.relay_level != config::RelayLevel::allow_all; },
     .looks_at = right_to_relay,
     .settings = kRelayLevel},
    of_list<&Settings::recipient_whitelist>("recipient-whitelist", Stage::recipient,
                                            FactId::recipient_whitelist, {recipient}),
    {.name = "recipient-same-as-sender",
     .stage = Stage::recipient,
     .is_on = checks_recipient<config::kSameAsSender>,
     .looks_at = sender_and_recipient,
     .settings = kSameAsSender},
    of_list<&Settings::recipient_blacklist>("recipient-blacklist", Stage::recipient,
                                            FactId::recipient_blacklist, {recipient}),
    {.name = "recipient-invalid",
     .stage = Stage::recipient,
     .is_on = checks_recipient<config::kInvalid>,
     .looks_at = recipient_existence,
     .settings = kInvalidRecipient},
    {.name = "recipient-unavailable",
     .stage = Stage::recipient,
     .is_on = checks_recipient<config::kUnavailable>,
     .looks_at = recipient_existence,
     .settings = kUnavailableRecipient},
    {.name = "graylist",
     .stage = Stage::recipient,
     .is_on = [](const Settings& s) { return s.graylist.level != config::GraylistLevel::none; },
     .looks_at = graylist_key,
     .settings = kGraylist,
     .asks_graylist = true},
    {.name = "max-recipients",
     .stage = Stage::recipient,
     .is_on = [](const Settings& s) { return s.max_recipients > 0; },
     .looks_at = recipients_so_far,
     .settings = kMaxRecipients},
    of_list<&Settings::header_blacklist>("header-blacklist", Stage::header,
                                         FactId::header_blacklist, {header}),
};

}  // namespace

const FilterRow* find_row(const Filter& filter) {
  for (const FilterRow& row : kRows) {
    if (row.name == filter.name && row.stage == filter.stage) return &row;
  }
  return nullptr;
}

}  // namespace spamweir::explain
