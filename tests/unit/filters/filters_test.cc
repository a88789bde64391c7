// Every filter as a table: facts and settings in, an opinion out.
#include "filters/filter.h"

#include <criterion/criterion.h>

#include <functional>
#include <string>

#include "filters/judges.h"
#include "filters/presence.h"
#include "support/expect.h"

using spamweir::IpAddress;
using spamweir::config::FilterLevel;
using spamweir::config::RelayLevel;
using spamweir::config::Settings;
using spamweir::filters::FactId;
using spamweir::filters::Facts;
using spamweir::filters::Locality;
using spamweir::filters::Match;
using spamweir::filters::Opinion;
using spamweir::filters::Presence;
using spamweir::filters::RdnsName;
using spamweir::testing::expect_text;

namespace {

Facts some_facts() {
  Facts facts;
  facts.client = *IpAddress::parse("11.22.33.44");
  facts.sender = {"A", "B.test"};
  facts.recipient = {"x", "example.com"};
  facts.rdns = RdnsName{Presence::present, "mail.b.test"};
  return facts;
}

const std::optional<Match> kEntry = Match{"reason", "entry: reason"};
const std::optional<Match> kNone;

struct ListCase {
  const char* label;
  spamweir::filters::Judge judge;
  FactId fact;
  std::function<void(Settings&)> configure;
  Opinion::Kind kind;
  const char* log_line;
};

const ListCase kLists[] = {
    {"ip whitelist", spamweir::filters::judge_ip_whitelist, FactId::ip_whitelist,
     [](Settings& s) { s.ip_whitelist.entries = {"e"}; }, Opinion::Kind::allow,
     "FILTER_WHITELIST_IP ip: 11.22.33.44 entry: reason"},
    {"ip blacklist", spamweir::filters::judge_ip_blacklist, FactId::ip_blacklist,
     [](Settings& s) { s.ip_blacklist.files = {"f"}; }, Opinion::Kind::reject,
     "FILTER_BLACKLIST_IP ip: 11.22.33.44 entry: reason"},
    {"sender whitelist", spamweir::filters::judge_sender_whitelist, FactId::sender_whitelist,
     [](Settings& s) { s.sender_whitelist.entries = {"e"}; }, Opinion::Kind::allow,
     "FILTER_SENDER_WHITELIST sender: a@b.test entry: reason"},
    {"sender blacklist", spamweir::filters::judge_sender_blacklist, FactId::sender_blacklist,
     [](Settings& s) { s.sender_blacklist.entries = {"e"}; }, Opinion::Kind::reject,
     "FILTER_SENDER_BLACKLIST sender: a@b.test entry: reason"},
    {"recipient whitelist", spamweir::filters::judge_recipient_whitelist,
     FactId::recipient_whitelist, [](Settings& s) { s.recipient_whitelist.entries = {"e"}; },
     Opinion::Kind::allow, "FILTER_RECIPIENT_WHITELIST recipient: x@example.com entry: reason"},
    {"recipient blacklist", spamweir::filters::judge_recipient_blacklist,
     FactId::recipient_blacklist, [](Settings& s) { s.recipient_blacklist.files = {"f"}; },
     Opinion::Kind::reject, "FILTER_RECIPIENT_BLACKLIST recipient: x@example.com entry: reason"},
    {"rdns whitelist", spamweir::filters::judge_rdns_whitelist, FactId::rdns_whitelist,
     [](Settings& s) { s.rdns_whitelist.directories = {"d"}; }, Opinion::Kind::allow,
     "FILTER_WHITELIST_NAME ip: 11.22.33.44 rdns: mail.b.test entry: reason"},
    {"rdns blacklist", spamweir::filters::judge_rdns_blacklist, FactId::rdns_blacklist,
     [](Settings& s) { s.rdns_blacklist.entries = {"e"}; }, Opinion::Kind::reject,
     "FILTER_BLACKLIST_NAME ip: 11.22.33.44 rdns: mail.b.test entry: reason"},
    {"ip in rdns whitelist", spamweir::filters::judge_ip_in_rdns_whitelist,
     FactId::ip_in_rdns_whitelist, [](Settings& s) { s.ip_in_rdns_whitelist.files = {"f"}; },
     Opinion::Kind::allow,
     "FILTER_IP_IN_RDNS_WHITELIST ip: 11.22.33.44 rdns: mail.b.test entry: reason"},
    {"ip in rdns blacklist", spamweir::filters::judge_ip_in_rdns_blacklist,
     FactId::ip_in_rdns_blacklist, [](Settings& s) { s.ip_in_rdns_blacklist.entries = {"e"}; },
     Opinion::Kind::reject,
     "FILTER_IP_IN_RDNS_BLACKLIST ip: 11.22.33.44 rdns: mail.b.test entry: reason"},
    {"dns whitelist", spamweir::filters::judge_dns_whitelist, FactId::dns_whitelist,
     [](Settings& s) { s.dns_whitelist.entries = {"z"}; }, Opinion::Kind::allow,
     "FILTER_RWL_MATCH ip: 11.22.33.44 rwl: reason"},
    {"dns blacklist", spamweir::filters::judge_dns_blacklist, FactId::dns_blacklist,
     [](Settings& s) { s.dns_blacklist.entries = {"z"}; }, Opinion::Kind::reject,
     "FILTER_RBL_MATCH ip: 11.22.33.44 rbl: reason"},
    {"rhs whitelist of the name", spamweir::filters::judge_rdns_rhs_whitelist,
     FactId::rdns_rhs_whitelist, [](Settings& s) { s.rhs_whitelist.entries = {"z"}; },
     Opinion::Kind::allow, "FILTER_RHSWL_MATCH domain: mail.b.test rhswl: reason"},
    {"rhs blacklist of the name", spamweir::filters::judge_rdns_rhs_blacklist,
     FactId::rdns_rhs_blacklist, [](Settings& s) { s.rhs_blacklist.entries = {"z"}; },
     Opinion::Kind::reject, "FILTER_RHSBL_MATCH domain: mail.b.test rhsbl: reason"},
    {"rhs whitelist of the sender", spamweir::filters::judge_sender_rhs_whitelist,
     FactId::sender_rhs_whitelist, [](Settings& s) { s.rhs_whitelist.entries = {"z"}; },
     Opinion::Kind::allow, "FILTER_RHSWL_MATCH domain: b.test rhswl: reason"},
    {"rhs blacklist of the sender", spamweir::filters::judge_sender_rhs_blacklist,
     FactId::sender_rhs_blacklist, [](Settings& s) { s.rhs_blacklist.entries = {"z"}; },
     Opinion::Kind::reject, "FILTER_RHSBL_MATCH domain: b.test rhsbl: reason"},
    {"header blacklist", spamweir::filters::judge_header_blacklist, FactId::header_blacklist,
     [](Settings& s) { s.header_blacklist.entries = {"e"}; }, Opinion::Kind::reject,
     "FILTER_HEADER_BLACKLIST header: X: y entry: reason"},
};

}  // namespace

Test(filters, lists_are_silent_unless_configured_known_and_matching) {
  for (const ListCase& c : kLists) {
    Facts facts = some_facts();
    facts.matched_header = "X: y";
    Settings settings;
    cr_expect(c.judge(facts, settings).kind == Opinion::Kind::nothing, "%s: not configured",
              c.label);

    c.configure(settings);
    const Opinion waiting = c.judge(facts, settings);
    cr_expect(waiting.kind == Opinion::Kind::wait && waiting.wanted == c.fact, "%s: not known",
              c.label);

    facts.list(c.fact) = kNone;
    cr_expect(c.judge(facts, settings).kind == Opinion::Kind::nothing, "%s: no match", c.label);

    facts.list(c.fact) = kEntry;
    const Opinion opinion = c.judge(facts, settings);
    cr_expect(opinion.kind == c.kind, "%s: match", c.label);
    expect_text(opinion.log_line, c.log_line, "%s", c.label);
    if (c.kind == Opinion::Kind::reject) expect_text(opinion.reason, "reason", "%s", c.label);
  }
}

Test(filters, filter_level) {
  struct {
    FilterLevel level;
    bool authenticated;
    Opinion::Kind kind;
    const char* log_line;
  } constexpr kCases[] = {
      {FilterLevel::allow_all, false, Opinion::Kind::allow, "FILTER_ALLOW_ALL"},
      {FilterLevel::normal, false, Opinion::Kind::nothing, ""},
      {FilterLevel::require_auth, false, Opinion::Kind::reject, "FILTER_AUTH_REQUIRED"},
      {FilterLevel::require_auth, true, Opinion::Kind::nothing, ""},
      {FilterLevel::reject_all, false, Opinion::Kind::reject, "FILTER_REJECT_ALL"},
      {FilterLevel::reject_all, true, Opinion::Kind::reject, "FILTER_REJECT_ALL"},
  };
  for (const auto& c : kCases) {
    Facts facts = some_facts();
    facts.authenticated = c.authenticated;
    Settings settings;
    settings.filter_level = c.level;
    const Opinion got = judge_filter_level(facts, settings);
    const int level = static_cast<int>(c.level);
    cr_expect(got.kind == c.kind, "level %d, authenticated %d", level, c.authenticated);
    expect_text(got.log_line, c.log_line, "level %d, authenticated %d", level, c.authenticated);
  }
}

Test(filters, dns_rejects_temporarily_for_what_it_could_not_tell_and_never_for_its_silence) {
  struct {
    Presence presence;
    bool rejects;
  } constexpr kCases[] = {{Presence::present, false},
                          {Presence::absent, true},
                          {Presence::undetermined, true},
                          {Presence::unasked, false}};
  Settings settings;
  settings.reject_empty_rdns = settings.reject_unresolvable_rdns = true;
  settings.reject_sender = spamweir::config::kNoMx;
  for (const auto& c : kCases) {
    Facts facts = some_facts();
    const int presence = static_cast<int>(c.presence);
    cr_expect(judge_rdns_unresolvable(facts, settings).kind == Opinion::Kind::wait);
    cr_expect(judge_sender_no_mx(facts, settings).kind == Opinion::Kind::wait);
    facts.rdns_address = facts.sender_mx = c.presence;
    const Opinion unresolvable = judge_rdns_unresolvable(facts, settings);
    cr_expect_eq(unresolvable.kind == Opinion::Kind::reject, c.rejects, "address %d", presence);
    if (c.rejects) {
      expect_text(unresolvable.log_line, "FILTER_RDNS_RESOLVE ip: 11.22.33.44 rdns: mail.b.test");
    }
    const Opinion no_mx = judge_sender_no_mx(facts, settings);
    cr_expect_eq(no_mx.kind == Opinion::Kind::reject, c.rejects, "mx %d", presence);
    if (c.rejects) expect_text(no_mx.log_line, "FILTER_SENDER_NO_MX domain: b.test");
    facts.rdns = RdnsName{c.presence, ""};
    const Opinion missing = judge_rdns_missing(facts, settings);
    cr_expect_eq(missing.kind == Opinion::Kind::reject, c.rejects, "name %d", presence);
    if (c.rejects) expect_text(missing.log_line, "FILTER_RDNS_MISSING ip: 11.22.33.44");
  }
  cr_expect(
      spamweir::filters::is_missing(Presence::absent, spamweir::config::Rejection::rbl_match));
  cr_expect_not(spamweir::filters::is_missing(Presence::undetermined,
                                              spamweir::config::Rejection::rbl_match));
}

Test(filters, a_client_without_a_name_is_not_judged_by_its_address) {
  Facts facts = some_facts();
  facts.rdns = RdnsName{Presence::absent, ""};
  Settings settings;
  settings.reject_unresolvable_rdns = settings.reject_ip_in_cc_rdns = true;
  cr_expect(judge_rdns_unresolvable(facts, settings).kind == Opinion::Kind::nothing);
  cr_expect(judge_ip_in_cc_rdns(facts, settings).kind == Opinion::Kind::nothing);
}

Test(filters, address_and_country_in_the_name) {
  struct {
    const char* name;
    bool has_address;
    Opinion::Kind kind;
  } constexpr kCases[] = {
      {"11-22-33-44.isp.us", true, Opinion::Kind::reject},
      {"11-22-33-44.isp.us", false, Opinion::Kind::nothing},
      {"11-22-33-44.isp.test", true, Opinion::Kind::nothing},
      {"11-22-33-44.isp.u1", true, Opinion::Kind::nothing},
  };
  Settings settings;
  settings.reject_ip_in_cc_rdns = true;
  for (const auto& c : kCases) {
    Facts facts = some_facts();
    facts.rdns = RdnsName{Presence::present, c.name};
    facts.ip_in_rdns = c.has_address;
    cr_expect(judge_ip_in_cc_rdns(facts, settings).kind == c.kind, "%s", c.name);
  }
}

Test(filters, graylist_levels_and_exceptions) {
  using spamweir::config::GraylistLevel;
  struct {
    GraylistLevel level;
    bool exception;
    Opinion::Kind kind;
  } constexpr kCases[] = {
      {GraylistLevel::none, false, Opinion::Kind::nothing},
      {GraylistLevel::always, false, Opinion::Kind::reject},
      {GraylistLevel::always, true, Opinion::Kind::nothing},
      {GraylistLevel::always_create_dir, false, Opinion::Kind::reject},
      {GraylistLevel::always_create_dir, true, Opinion::Kind::nothing},
      {GraylistLevel::only, false, Opinion::Kind::nothing},
      {GraylistLevel::only, true, Opinion::Kind::reject},
      {GraylistLevel::only_create_dir, false, Opinion::Kind::nothing},
      {GraylistLevel::only_create_dir, true, Opinion::Kind::reject},
  };
  for (const FactId list : {FactId::graylist_exception_ip, FactId::graylist_exception_rdns}) {
    for (const auto& c : kCases) {
      Settings settings;
      settings.graylist.level = c.level;
      settings.graylist.directories = {"/g"};
      settings.graylist_exception_ip.entries = settings.graylist_exception_rdns.entries = {"e"};
      Facts facts = some_facts();
      facts.recipient_locality = Locality::local;
      facts.list(FactId::graylist_exception_ip) = kNone;
      facts.list(FactId::graylist_exception_rdns) = kNone;
      if (c.exception) facts.list(list) = kEntry;
      facts.graylisting = spamweir::filters::Graylisting{true, "/g/e"};
      const Opinion got = judge_graylist(facts, settings);
      cr_expect(got.kind == c.kind, "level %d, exception %d", static_cast<int>(c.level),
                c.exception);
      if (c.kind != Opinion::Kind::reject) continue;
      expect_text(got.log_line,
                  "FILTER_GRAYLISTED sender: a@b.test recipient: x@example.com path: /g/e");
      facts.graylisting->must_wait = false;
      cr_expect(judge_graylist(facts, settings).kind == Opinion::Kind::nothing);
    }
  }
}

// Asking the graylist leaves a mark there, so it comes last.
Test(filters, the_graylist_is_asked_about_local_recipients_who_are_no_exceptions_only) {
  Settings settings;
  settings.graylist.level = spamweir::config::GraylistLevel::always;
  settings.graylist.directories = {"/g"};
  settings.graylist_exception_rdns.entries = {"e"};
  Facts facts = some_facts();
  const auto wanted = [&]() -> std::optional<FactId> {
    const Opinion opinion = judge_graylist(facts, settings);
    if (opinion.kind != Opinion::Kind::wait) return std::nullopt;
    return opinion.wanted;
  };
  cr_expect(wanted() == FactId::recipient_locality);
  for (const Locality other : {Locality::remote, Locality::unknown}) {
    facts.recipient_locality = other;
    cr_expect(wanted() == std::nullopt);
  }
  facts.recipient_locality = Locality::local;
  cr_expect(wanted() == FactId::graylist_exception_rdns);
  facts.list(FactId::graylist_exception_rdns) = kNone;
  cr_expect(wanted() == FactId::graylisting);
  facts.recipient = {"postmaster", ""};
  cr_expect(wanted() == std::nullopt);
}

Test(filters, early_talker) {
  Facts facts = some_facts();
  Settings settings;
  facts.early_talker = true;
  cr_expect(judge_early_talker(facts, settings).kind == Opinion::Kind::nothing);
  settings.greeting_delay_secs = 7;
  expect_text(judge_early_talker(facts, settings).log_line, "FILTER_EARLYTALKER delay: 7");
  facts.early_talker = false;
  cr_expect(judge_early_talker(facts, settings).kind == Opinion::Kind::nothing);
}

Test(filters, sender_not_local) {
  struct {
    const char* label;
    spamweir::smtp::Address sender;
    std::optional<Locality> locality;
    Opinion::Kind kind;
  } const kCases[] = {
      {"remote", {"a", "b.test"}, Locality::remote, Opinion::Kind::reject},
      {"local", {"a", "b.test"}, Locality::local, Opinion::Kind::nothing},
      {"nobody knows", {"a", "b.test"}, Locality::unknown, Opinion::Kind::nothing},
      {"not asked yet", {"a", "b.test"}, std::nullopt, Opinion::Kind::wait},
      {"null sender", {"", ""}, Locality::remote, Opinion::Kind::nothing},
      {"unqualified", {"a", ""}, Locality::remote, Opinion::Kind::nothing},
  };
  for (const auto& c : kCases) {
    Facts facts = some_facts();
    facts.sender = c.sender;
    facts.sender_locality = c.locality;
    Settings settings;
    cr_expect(judge_sender_not_local(facts, settings).kind == Opinion::Kind::nothing, "%s: off",
              c.label);
    settings.reject_sender = spamweir::config::kNotLocal;
    cr_expect(judge_sender_not_local(facts, settings).kind == c.kind, "%s", c.label);
  }
}

Test(filters, unqualified_recipient) {
  struct {
    spamweir::smtp::Address recipient;
    Opinion::Kind kind;
  } const kCases[] = {
      {{"x", "example.com"}, Opinion::Kind::nothing},
      {{"x", ""}, Opinion::Kind::reject},
      {{"PostMaster", ""}, Opinion::Kind::nothing},
      {{"postmasters", ""}, Opinion::Kind::reject},
  };
  for (const auto& c : kCases) {
    Facts facts = some_facts();
    facts.recipient = c.recipient;
    cr_expect(judge_unqualified_recipient(facts, Settings()).kind == c.kind, "%s",
              c.recipient.local.c_str());
  }
}

Test(filters, same_as_sender) {
  struct {
    const char* label;
    spamweir::smtp::Address sender;
    Opinion::Kind kind;
  } const kCases[] = {
      {"same", {"x", "example.com"}, Opinion::Kind::reject},
      {"other case", {"X", "Example.com"}, Opinion::Kind::reject},
      {"with a BATV tag", {"prvs=1=x", "example.com"}, Opinion::Kind::reject},
      {"other user", {"y", "example.com"}, Opinion::Kind::nothing},
      {"other domain", {"x", "example.net"}, Opinion::Kind::nothing},
      {"null sender", {"", ""}, Opinion::Kind::nothing},
  };
  for (const auto& c : kCases) {
    Facts facts = some_facts();
    facts.sender = c.sender;
    Settings settings;
    cr_expect(judge_same_as_sender(facts, settings).kind == Opinion::Kind::nothing, "%s: off",
              c.label);
    settings.reject_recipient = spamweir::config::kSameAsSender;
    cr_expect(judge_same_as_sender(facts, settings).kind == c.kind, "%s", c.label);
  }
}

Test(filters, max_recipients) {
  struct {
    int limit;
    size_t accepted;
    Opinion::Kind kind;
  } constexpr kCases[] = {{0, 1000, Opinion::Kind::nothing},
                          {2, 0, Opinion::Kind::nothing},
                          {2, 1, Opinion::Kind::nothing},
                          {2, 2, Opinion::Kind::reject},
                          {2, 3, Opinion::Kind::reject}};
  for (const auto& c : kCases) {
    Facts facts = some_facts();
    facts.accepted_recipients = c.accepted;
    Settings settings;
    settings.max_recipients = c.limit;
    cr_expect(judge_max_recipients(facts, settings).kind == c.kind, "limit %d, %zu accepted",
              c.limit, c.accepted);
  }
}

Test(filters, relaying) {
  struct {
    const char* label;
    RelayLevel level;
    bool permitted;
    bool authenticated;
    bool ours;
    Locality locality;
    Opinion::Kind kind;
  } constexpr kCases[] = {
      {"local", RelayLevel::normal, false, false, false, Locality::local, Opinion::Kind::nothing},
      {"remote", RelayLevel::normal, false, false, false, Locality::remote, Opinion::Kind::reject},
      {"permitted", RelayLevel::normal, true, false, true, Locality::remote,
       Opinion::Kind::nothing},
      {"authenticated", RelayLevel::normal, false, true, true, Locality::remote,
       Opinion::Kind::nothing},
      {"unknown, the server decides", RelayLevel::normal, false, false, false, Locality::unknown,
       Opinion::Kind::nothing},
      {"unknown, we decide", RelayLevel::normal, false, false, true, Locality::unknown,
       Opinion::Kind::reject},
      {"block-all, local", RelayLevel::block_all, true, true, false, Locality::local,
       Opinion::Kind::nothing},
      {"block-all, permitted", RelayLevel::block_all, true, false, false, Locality::remote,
       Opinion::Kind::reject},
      {"block-all, authenticated", RelayLevel::block_all, false, true, false, Locality::remote,
       Opinion::Kind::reject},
      {"block-all, unknown", RelayLevel::block_all, false, false, false, Locality::unknown,
       Opinion::Kind::reject},
      {"allow-all", RelayLevel::allow_all, false, false, true, Locality::remote,
       Opinion::Kind::nothing},
  };
  for (const auto& c : kCases) {
    Facts facts = some_facts();
    facts.relay_permitted = c.permitted;
    facts.authenticated = c.authenticated;
    facts.relayclient_is_ours = c.ours;
    Settings settings;
    settings.relay_level = c.level;
    facts.recipient_locality = c.locality;
    cr_expect(judge_relaying(facts, settings).kind == c.kind, "%s", c.label);
  }
  Facts facts = some_facts();
  const Opinion waiting = judge_relaying(facts, Settings());
  cr_expect(waiting.kind == Opinion::Kind::wait && waiting.wanted == FactId::recipient_locality);
}

// The documented order (compatibility with spamdyke), stage by stage.
Test(filters, order_of_stages) {
  auto stage = spamweir::filters::Stage::connection;
  for (const auto& filter : spamweir::filters::filters_in_order()) {
    cr_expect(filter.stage >= stage);
    stage = filter.stage;
  }
}
