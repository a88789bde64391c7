#include "engine/evaluation.h"

#include <criterion/criterion.h>

#include <string>

#include "support/expect.h"

using spamweir::config::FilterLevel;
using spamweir::config::Settings;
using spamweir::engine::evaluate;
using spamweir::engine::Judgement;
using spamweir::engine::StageRange;
using spamweir::filters::FactId;
using spamweir::filters::Facts;
using spamweir::filters::Locality;
using spamweir::filters::Match;
using spamweir::filters::Stage;
using spamweir::testing::expect_text;

namespace {

constexpr StageRange kToSender{Stage::connection, Stage::sender};
constexpr StageRange kToRecipient{Stage::connection, Stage::recipient};

// All lists configured and known not to match; the recipient is local.
struct World {
  Facts facts;
  Settings settings;
  World() {
    for (auto* list : {&settings.ip_blacklist, &settings.ip_whitelist, &settings.sender_blacklist,
                       &settings.sender_whitelist, &settings.recipient_blacklist,
                       &settings.recipient_whitelist}) {
      list->entries = {"e"};
    }
    for (auto& fact : facts.lists) fact = std::optional<Match>();
    facts.sender = {"a", "b.test"};
    facts.recipient = {"x", "example.com"};
    facts.recipient_locality = Locality::local;
  }
  void match(FactId id) { facts.list(id) = std::optional(Match{"m", "entry: m"}); }
};

std::string outcome(const Judgement& judgement) {
  if (judgement.wanted) return "waits";
  if (judgement.rejected) return std::string(row_of(judgement.rejected->rejection).log_code);
  return judgement.whitelisted ? "whitelisted" : "passes";
}

std::string events(const Judgement& judgement) {
  std::string text;
  for (const auto& event : judgement.events)
    text += event.log_line.substr(0, event.log_line.find(' ')) + " ";
  return text;
}

void authenticate_as_another(World& world) {
  world.facts.authenticated = true;
  world.facts.user = "c@b.test";
  world.settings.reject_sender = spamweir::config::kNotUser;
}

struct Case {
  const char* label;
  void (*arrange)(World&);
  const char* at_sender;
  const char* at_recipient;
};

constexpr Case kCases[] = {
    {"nothing matches", [](World&) {}, "passes", "passes"},
    {"ip blacklist", [](World& w) { w.match(FactId::ip_blacklist); }, "DENIED_BLACKLIST_IP",
     "DENIED_BLACKLIST_IP"},
    {"ip whitelist beats it",
     [](World& w) {
       w.match(FactId::ip_blacklist);
       w.match(FactId::ip_whitelist);
     },
     "whitelisted", "whitelisted"},
    {"sender whitelist beats it",
     [](World& w) {
       w.match(FactId::ip_blacklist);
       w.match(FactId::sender_whitelist);
     },
     "whitelisted", "whitelisted"},
    {"recipient whitelist beats it, later",
     [](World& w) {
       w.match(FactId::ip_blacklist);
       w.match(FactId::recipient_whitelist);
     },
     "DENIED_BLACKLIST_IP", "whitelisted"},
    {"the first rejection is the verdict",
     [](World& w) {
       w.match(FactId::sender_blacklist);
       w.match(FactId::ip_blacklist);
     },
     "DENIED_BLACKLIST_IP", "DENIED_BLACKLIST_IP"},
    {"no whitelist beats relaying",
     [](World& w) {
       w.match(FactId::ip_whitelist);
       w.facts.recipient_locality = Locality::remote;
     },
     "whitelisted", "DENIED_RELAYING"},
    {"relaying is asked after a late whitelist, too",
     [](World& w) {
       w.match(FactId::ip_blacklist);
       w.match(FactId::recipient_whitelist);
       w.facts.recipient_locality = Locality::remote;
     },
     "DENIED_BLACKLIST_IP", "DENIED_RELAYING"},
    {"the connection's verdict comes before relaying",
     [](World& w) {
       w.match(FactId::ip_blacklist);
       w.facts.recipient_locality = Locality::remote;
     },
     "DENIED_BLACKLIST_IP", "DENIED_BLACKLIST_IP"},
    {"no whitelist beats unqualified",
     [](World& w) {
       w.match(FactId::ip_whitelist);
       w.facts.recipient.domain.clear();
     },
     "whitelisted", "DENIED_UNQUALIFIED_RECIPIENT"},
    {"an authenticated client may be unqualified",
     [](World& w) {
       w.facts.authenticated = true;
       w.facts.recipient.domain.clear();
     },
     "passes", "passes"},
    {"authentication beats lists",
     [](World& w) {
       w.facts.authenticated = true;
       w.match(FactId::ip_blacklist);
       w.match(FactId::recipient_blacklist);
     },
     "passes", "passes"},
    {"authentication does not beat reject-all",
     [](World& w) {
       w.facts.authenticated = true;
       w.settings.filter_level = FilterLevel::reject_all;
     },
     "DENIED_REJECT_ALL", "DENIED_REJECT_ALL"},
    {"authentication does not beat block-all",
     [](World& w) {
       w.facts.authenticated = true;
       w.settings.relay_level = spamweir::config::RelayLevel::block_all;
       w.facts.recipient_locality = Locality::remote;
     },
     "passes", "DENIED_RELAYING"},
    {"authentication does not beat a mismatch with the user name",
     [](World& w) { authenticate_as_another(w); }, "DENIED_SENDER_NOT_AUTH",
     "DENIED_SENDER_NOT_AUTH"},
    {"an ip whitelist beats a mismatch",
     [](World& w) {
       authenticate_as_another(w);
       w.match(FactId::ip_whitelist);
     },
     "whitelisted", "whitelisted"},
    {"a recipient whitelist beats a mismatch, later",
     [](World& w) {
       authenticate_as_another(w);
       w.match(FactId::recipient_whitelist);
     },
     "DENIED_SENDER_NOT_AUTH", "whitelisted"},
    {"a mismatch waits for a whitelist",
     [](World& w) {
       authenticate_as_another(w);
       w.facts.list(FactId::ip_whitelist).reset();
     },
     "waits", "waits"},
    {"who authenticated as the sender does not",
     [](World& w) {
       authenticate_as_another(w);
       w.facts.user = "a@b.test";
       w.facts.list(FactId::ip_whitelist).reset();
     },
     "passes", "passes"},
    {"block-all beats a whitelisted mismatch",
     [](World& w) {
       authenticate_as_another(w);
       w.match(FactId::sender_whitelist);
       w.settings.relay_level = spamweir::config::RelayLevel::block_all;
       w.facts.recipient_locality = Locality::remote;
     },
     "whitelisted", "DENIED_RELAYING"},
    {"other lists say nothing to who authenticated as another",
     [](World& w) {
       authenticate_as_another(w);
       w.match(FactId::ip_blacklist);
       w.match(FactId::recipient_blacklist);
       w.match(FactId::sender_whitelist);
     },
     "whitelisted", "whitelisted"},
    {"allow-all beats a mismatch",
     [](World& w) {
       authenticate_as_another(w);
       w.settings.filter_level = FilterLevel::allow_all;
     },
     "whitelisted", "whitelisted"},
    {"not-local is spared by authentication, a mismatch is not",
     [](World& w) {
       authenticate_as_another(w);
       w.settings.reject_sender |= spamweir::config::kNotLocal;
       w.facts.sender_locality = Locality::remote;
     },
     "DENIED_SENDER_NOT_AUTH", "DENIED_SENDER_NOT_AUTH"},
    {"whitelists do not beat require-auth",
     [](World& w) {
       w.settings.filter_level = FilterLevel::require_auth;
       w.match(FactId::ip_whitelist);
       w.match(FactId::recipient_whitelist);
     },
     "DENIED_AUTH_REQUIRED", "DENIED_AUTH_REQUIRED"},
    {"allow-all switches off lists",
     [](World& w) {
       w.settings.filter_level = FilterLevel::allow_all;
       w.match(FactId::ip_blacklist);
     },
     "whitelisted", "whitelisted"},
    {"allow-all leaves relaying",
     [](World& w) {
       w.settings.filter_level = FilterLevel::allow_all;
       w.facts.recipient_locality = Locality::remote;
     },
     "whitelisted", "DENIED_RELAYING"},
    {"permission to relay is no whitelist",
     [](World& w) {
       w.facts.relay_permitted = true;
       w.match(FactId::ip_blacklist);
     },
     "DENIED_BLACKLIST_IP", "DENIED_BLACKLIST_IP"},
    {"an unknown fact is waited for", [](World& w) { w.facts.list(FactId::ip_blacklist).reset(); },
     "waits", "waits"},
    {"but not behind a whitelist",
     [](World& w) {
       w.facts.list(FactId::ip_blacklist).reset();
       w.match(FactId::ip_whitelist);
     },
     "whitelisted", "whitelisted"},
};

}  // namespace

Test(evaluation, what_beats_what) {
  for (const Case& c : kCases) {
    World world;
    c.arrange(world);
    expect_text(outcome(evaluate(kToSender, world.facts, world.settings)), c.at_sender,
                "%s, at MAIL", c.label);
    expect_text(outcome(evaluate(kToRecipient, world.facts, world.settings)), c.at_recipient,
                "%s, at RCPT", c.label);
  }
}

Test(evaluation, says_whether_a_whitelist_could_help) {
  World world;
  world.match(FactId::ip_blacklist);
  const auto soft = evaluate(kToSender, world.facts, world.settings).rejected;
  cr_expect(soft->whitelist_spares && soft->stage == Stage::connection);
  world.settings.filter_level = FilterLevel::require_auth;
  cr_expect(!evaluate(kToSender, world.facts, world.settings).rejected->whitelist_spares);
}

Test(evaluation, events_are_what_filters_said_and_nothing_behind_a_whitelist) {
  World world;
  world.match(FactId::ip_blacklist);
  world.match(FactId::sender_blacklist);
  world.match(FactId::recipient_whitelist);
  world.match(FactId::recipient_blacklist);
  expect_text(events(evaluate(kToRecipient, world.facts, world.settings)),
              "FILTER_BLACKLIST_IP FILTER_RECIPIENT_WHITELIST ");
}

Test(evaluation, each_filter_speaks_once_of_a_mismatch_and_not_behind_a_whitelist) {
  World world;
  authenticate_as_another(world);
  world.match(FactId::recipient_whitelist);
  expect_text(events(evaluate(kToRecipient, world.facts, world.settings)),
              "FILTER_SENDER_NOT_AUTH FILTER_RECIPIENT_WHITELIST ");
  world.match(FactId::ip_whitelist);
  expect_text(events(evaluate(kToRecipient, world.facts, world.settings)), "FILTER_WHITELIST_IP ");
}

Test(evaluation, headers_are_judged_on_their_own) {
  World world;
  world.match(FactId::ip_blacklist);
  world.settings.header_blacklist.entries = {"e"};
  world.match(FactId::header_blacklist);
  expect_text(outcome(evaluate({Stage::header, Stage::header}, world.facts, world.settings)),
              "DENIED_HEADER_BLACKLISTED");
}

Test(evaluation, a_filter_on_trial_refuses_nothing_and_is_noted) {
  using spamweir::config::bit_of;
  using spamweir::config::Rejection;
  struct {
    const char* label;
    std::vector<FactId> matches;
    unsigned trials;
    const char* want;
    const char* tested;
  } const cases[] = {
      {"no trial", {FactId::ip_blacklist}, 0, "DENIED_BLACKLIST_IP", ""},
      {"on trial",
       {FactId::ip_blacklist},
       bit_of(Rejection::blacklist_ip),
       "passes",
       "DENIED_BLACKLIST_IP "},
      {"another one refuses",
       {FactId::ip_blacklist, FactId::sender_blacklist},
       bit_of(Rejection::blacklist_ip),
       "DENIED_SENDER_BLACKLISTED",
       "DENIED_BLACKLIST_IP "},
      {"two on trial",
       {FactId::ip_blacklist, FactId::sender_blacklist},
       bit_of(Rejection::blacklist_ip) | bit_of(Rejection::sender_blacklisted),
       "passes",
       "DENIED_BLACKLIST_IP DENIED_SENDER_BLACKLISTED "},
      {"a whitelist spares what is on trial",
       {FactId::ip_blacklist, FactId::recipient_whitelist},
       bit_of(Rejection::blacklist_ip),
       "whitelisted",
       ""},
      {"asked twice, noted once",
       {FactId::ip_blacklist, FactId::sender_blacklist, FactId::recipient_whitelist},
       bit_of(Rejection::blacklist_ip),
       "whitelisted",
       ""},
  };
  for (const auto& c : cases) {
    World world;
    for (const FactId id : c.matches) world.match(id);
    world.settings.tested_rejections = c.trials;
    const Judgement judgement = evaluate(kToRecipient, world.facts, world.settings);
    std::string tested;
    for (const auto& would : judgement.tested) {
      tested += std::string(row_of(would.rejection).log_code) + " ";
    }
    expect_text(outcome(judgement), c.want, "%s", c.label);
    expect_text(tested, c.tested, "%s", c.label);
  }
}

Test(evaluation, what_no_whitelist_spares_is_noted_once_and_stays) {
  World world;
  world.settings.tested_rejections =
      spamweir::config::bit_of(spamweir::config::Rejection::reject_all);
  world.settings.filter_level = FilterLevel::reject_all;
  world.match(FactId::sender_blacklist);
  world.match(FactId::recipient_whitelist);
  const Judgement judgement = evaluate(kToRecipient, world.facts, world.settings);
  expect_text(outcome(judgement), "whitelisted");
  cr_assert_eq(judgement.tested.size(), 1u);
}

// What became of each filter, for who wants to know why.

namespace {

// `NAME: word` of each filter that was reached, without those that were asked and had nothing to
// say.
std::string courses(const spamweir::engine::Hearings& hearings) {
  using Course = spamweir::engine::Hearing::Course;
  using Kind = spamweir::filters::Opinion::Kind;
  const auto order = spamweir::filters::filters_in_order();
  std::string text;
  for (size_t i = 0; i < order.size(); ++i) {
    const Course course = hearings[i].course;
    const Kind kind = hearings[i].opinion.kind;
    if (course == Course::not_reached || (course == Course::asked && kind == Kind::nothing))
      continue;
    const char* word = course == Course::spared_by_authentication ? "auth"
                       : course == Course::spared_by_whitelist    ? "spared"
                       : course == Course::after_rejection        ? "after"
                       : kind == Kind::allow                      ? "allows"
                       : kind == Kind::reject                     ? "rejects"
                                                                  : "waits";
    text += std::string(order[i].name) + ":" + word + " ";
  }
  return text;
}

std::string courses(const World& world, StageRange stages) {
  spamweir::engine::Hearings hearings;
  (void)evaluate(stages, world.facts, world.settings, &hearings);
  return courses(hearings);
}

}  // namespace

Test(evaluation, courses_of_filters) {
  constexpr StageRange kRecipient{Stage::recipient, Stage::recipient};
  World world;
  expect_text(courses(world, kToRecipient), "");
  world.match(FactId::recipient_blacklist);
  expect_text(courses(world, kRecipient),
              "recipient-blacklist:rejects recipient-invalid:after recipient-unavailable:after "
              "graylist:after max-recipients:after ");
  world.match(FactId::recipient_whitelist);
  expect_text(courses(world, kRecipient),
              "recipient-whitelist:allows recipient-same-as-sender:spared "
              "recipient-blacklist:spared recipient-invalid:spared recipient-unavailable:spared "
              "graylist:spared max-recipients:spared ");
}

// One that was asked has been heard, although another round passes it over.
Test(evaluation, the_course_of_a_lifted_rejection) {
  World world;
  world.match(FactId::ip_blacklist);
  world.match(FactId::sender_whitelist);
  const std::string got = courses(world, kToSender);
  cr_expect(got.find("ip-blacklist:rejects ") != std::string::npos, "%s", got.c_str());
  cr_expect(got.find("sender-whitelist:allows ") != std::string::npos, "%s", got.c_str());
  cr_expect(got.find("sender-blacklist:spared ") != std::string::npos, "%s", got.c_str());
}

Test(evaluation, the_course_of_who_authenticated) {
  World world;
  world.match(FactId::ip_blacklist);
  world.facts.authenticated = true;
  const std::string got = courses(world, kToRecipient);
  cr_expect(got.find("ip-blacklist:auth ") != std::string::npos, "%s", got.c_str());
  cr_expect(got.find("relaying") == std::string::npos, "%s", got.c_str());
}
