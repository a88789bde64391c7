// Every filter as a table: facts and settings in, an opinion out.
#include "filters/filter.h"

#include <criterion/criterion.h>

#include <functional>
#include <string>

#include "filters/judges.h"
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
using spamweir::testing::expect_text;

namespace {

Facts some_facts() {
  Facts facts;
  facts.client = *IpAddress::parse("11.22.33.44");
  facts.sender = {"A", "B.test"};
  facts.recipient = {"x", "example.com"};
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
