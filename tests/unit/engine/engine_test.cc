#include "engine/engine.h"

#include <criterion/criterion.h>

#include <string>

#include "support/expect.h"
#include "support/fake_lookups.h"
#include "support/scratch.h"

using spamweir::IpAddress;
using spamweir::config::RelayLevel;
using spamweir::config::Settings;
using spamweir::dns::Outcome;
using spamweir::engine::Connection;
using spamweir::engine::Engine;
using spamweir::smtp::Address;
using spamweir::testing::CaughtLog;
using spamweir::testing::expect_text;
using spamweir::testing::FakeLookups;
using spamweir::testing::ScratchDirectory;

namespace {

const Connection kConnection{*IpAddress::parse("11.22.33.44"), false};

Settings with_rcpthosts(const ScratchDirectory& scratch) {
  Settings settings;
  settings.rcpthosts_files = {scratch.file("rcpthosts", "example.com\n")};
  settings.morercpthosts_files.clear();
  return settings;
}

std::string verdict_at_recipient(Engine& engine, const Address& recipient) {
  engine.begin_recipient(recipient, 0);
  const auto judgement = engine.judge_recipient();
  return judgement.rejected ? std::string(engine.verdict_for(*judgement.rejected).log_code()) : "";
}

}  // namespace

Test(engine, each_filter_line_is_logged_once_for_what_it_speaks_of) {
  ScratchDirectory scratch;
  CaughtLog log(spamweir::log::Level::verbose);
  Settings settings = with_rcpthosts(scratch);
  settings.ip_blacklist.entries = {"11.22"};
  settings.sender_whitelist.entries = {"@b.test"};
  FakeLookups no_dns(Outcome::silence);
  Engine engine(kConnection, {settings, {no_dns, log.log()}});
  (void)engine.judge_connection();
  (void)engine.judge_connection();
  for (int message = 0; message < 2; ++message) {
    engine.begin_message({"a", "b.test"});
    (void)engine.judge_sender();
    for (int recipient = 0; recipient < 2; ++recipient) {
      expect_text(verdict_at_recipient(engine, {"x", "example.com"}), "");
      expect_text(verdict_at_recipient(engine, {"x", "far.test"}), "DENIED_RELAYING");
    }
  }
  std::string lines;
  for (const std::string& line : log.lines()) lines += line.substr(0, line.find(' ')) + " ";
  expect_text(lines,
              "FILTER_BLACKLIST_IP FILTER_SENDER_WHITELIST FILTER_RELAYING FILTER_RELAYING "
              "FILTER_SENDER_WHITELIST FILTER_RELAYING FILTER_RELAYING ");
}

Test(engine, facts_of_one_recipient_do_not_reach_the_next) {
  ScratchDirectory scratch;
  CaughtLog log;
  Settings settings = with_rcpthosts(scratch);
  settings.recipient_blacklist.entries = {"bad@example.com"};
  settings.sender_blacklist.entries = {"@bad.test"};
  FakeLookups no_dns(Outcome::silence);
  Engine engine(kConnection, {settings, {no_dns, log.log()}});
  engine.begin_message({"a", "bad.test"});
  cr_expect(engine.judge_sender().rejected.has_value());
  engine.begin_message({"a", "b.test"});
  cr_expect(!engine.judge_sender().rejected);
  expect_text(verdict_at_recipient(engine, {"bad", "example.com"}), "DENIED_RECIPIENT_BLACKLISTED");
  expect_text(verdict_at_recipient(engine, {"good", "example.com"}), "");
}

Test(engine, relaying_is_taken_over_where_it_must_be) {
  struct {
    const char* label;
    RelayLevel level;
    const char* relay_entry;
    bool given;
    bool takes_over;
    const char* far_recipient;
  } constexpr kCases[] = {
      {"normal", RelayLevel::normal, nullptr, false, false, "DENIED_RELAYING"},
      {"RELAYCLIENT given", RelayLevel::normal, nullptr, true, false, ""},
      {"relay entry", RelayLevel::normal, "11.22.33.44", false, true, ""},
      {"another's relay entry", RelayLevel::normal, "11.22.33.45", false, false, "DENIED_RELAYING"},
      {"allow-all", RelayLevel::allow_all, nullptr, false, true, ""},
      {"block-all", RelayLevel::block_all, "11.22.33.44", true, false, "DENIED_RELAYING"},
  };
  for (const auto& c : kCases) {
    ScratchDirectory scratch;
    CaughtLog log;
    Settings settings = with_rcpthosts(scratch);
    settings.relay_level = c.level;
    if (c.relay_entry) settings.ip_relay.entries = {c.relay_entry};
    FakeLookups no_dns(Outcome::silence);
    Engine engine(Connection{kConnection.client, c.given}, {settings, {no_dns, log.log()}});
    cr_expect_eq(engine.takes_over_relaying(), c.takes_over, "%s", c.label);
    engine.begin_message({"a", "b.test"});
    expect_text(verdict_at_recipient(engine, {"x", "far.test"}), c.far_recipient, "%s", c.label);
    expect_text(verdict_at_recipient(engine, {"x", "Example.COM"}), "", "%s", c.label);
  }
}

Test(engine, percenthack_is_judged_by_what_qmail_makes_of_it) {
  ScratchDirectory scratch;
  CaughtLog log;
  Settings settings = with_rcpthosts(scratch);
  FakeLookups no_dns(Outcome::silence);
  Engine plain(kConnection, {settings, {no_dns, log.log()}});
  plain.begin_message({"a", "b.test"});
  expect_text(verdict_at_recipient(plain, {"x%far.test", "example.com"}), "");
  scratch.file("percenthack", "example.com\n");
  Engine hacked(kConnection, {settings, {no_dns, log.log()}});
  hacked.begin_message({"a", "b.test"});
  expect_text(verdict_at_recipient(hacked, {"x%far.test", "example.com"}), "DENIED_RELAYING");
  expect_text(verdict_at_recipient(hacked, {"x", "example.com"}), "");
}

Test(engine, an_unqualified_percent_is_foreign_where_nothing_may_relay) {
  ScratchDirectory scratch;
  CaughtLog log;
  Settings settings = with_rcpthosts(scratch);
  settings.relay_level = RelayLevel::block_all;
  FakeLookups no_dns(Outcome::silence);
  Engine engine(kConnection, {settings, {no_dns, log.log()}});
  engine.note_authenticated("joe@example.com");
  engine.begin_message({"a", "b.test"});
  expect_text(verdict_at_recipient(engine, {"x%far.test", ""}), "DENIED_RELAYING");
  expect_text(verdict_at_recipient(engine, {"x", ""}), "");
}

Test(engine, whoever_authenticated_is_forgotten_when_the_dialogue_starts_over) {
  ScratchDirectory scratch;
  CaughtLog log(spamweir::log::Level::verbose);
  Settings settings = with_rcpthosts(scratch);
  settings.reject_sender = spamweir::config::kNotUser;
  FakeLookups no_dns(Outcome::silence);
  Engine engine(kConnection, {settings, {no_dns, log.log()}});
  const auto verdict_for_sender = [&engine](const Address& sender) {
    engine.begin_message(sender);
    const auto judgement = engine.judge_sender();
    return judgement.rejected ? std::string(engine.verdict_for(*judgement.rejected).log_code())
                              : std::string();
  };
  expect_text(verdict_for_sender({"boss", "example.com"}), "", "nobody");
  engine.note_authenticated("joe");
  expect_text(verdict_for_sender({"boss", "example.com"}), "DENIED_SENDER_NOT_AUTH", "another");
  expect_text(verdict_for_sender({"joe", "far.test"}), "DENIED_SENDER_NOT_AUTH", "another domain");
  expect_text(verdict_for_sender({"joe", "example.com"}), "", "himself");
  expect_text(verdict_at_recipient(engine, {"x", "far.test"}), "", "he may relay");
  engine.forget_authentication();
  expect_text(verdict_for_sender({"boss", "example.com"}), "", "nobody again");
  expect_text(verdict_at_recipient(engine, {"x", "far.test"}), "DENIED_RELAYING");
  engine.note_authenticated("");
  expect_text(verdict_for_sender({"boss", "example.com"}), "", "somebody unknown");
  expect_text(verdict_at_recipient(engine, {"x", "far.test"}), "", "who may relay");
}

Test(engine, the_dialogue_must_be_seen_where_it_decides) {
  using spamweir::config::AuthLevel;
  using spamweir::config::FilterLevel;
  struct {
    const char* label;
    void (*configure)(Settings&);
    bool must_see;
  } constexpr kCases[] = {
      {"default", [](Settings&) {}, false},
      {"allow-all", [](Settings& s) { s.relay_level = RelayLevel::allow_all; }, true},
      {"block-all", [](Settings& s) { s.relay_level = RelayLevel::block_all; }, true},
      {"require-auth", [](Settings& s) { s.filter_level = FilterLevel::require_auth; }, true},
      {"no AUTH", [](Settings& s) { s.smtp_auth_level = AuthLevel::none; }, true},
      {"other sender checks",
       [](Settings& s) { s.reject_sender = spamweir::config::kNoMx | spamweir::config::kNotLocal; },
       false},
      {"sender and user", [](Settings& s) { s.reject_sender = spamweir::config::kNotUser; }, true},
      {"sender and the user's domain",
       [](Settings& s) { s.reject_sender = spamweir::config::kNotUserDomain; }, true},
  };
  for (const auto& c : kCases) {
    CaughtLog log;
    Settings settings;
    c.configure(settings);
    FakeLookups no_dns(Outcome::silence);
    const Engine engine(kConnection, {settings, {no_dns, log.log()}});
    cr_expect_eq(engine.must_see_dialogue(), c.must_see, "%s", c.label);
  }
}

Test(engine, headers) {
  FakeLookups no_dns(Outcome::silence);
  ScratchDirectory scratch;
  CaughtLog log;
  Settings settings = with_rcpthosts(scratch);
  Engine without(kConnection, {settings, {no_dns, log.log()}});
  cr_expect(!without.has_header_filter());
  settings.header_blacklist.entries = {"X-Spam: y*"};
  Engine engine(kConnection, {settings, {no_dns, log.log()}});
  cr_expect(engine.has_header_filter());
  cr_expect(!engine.judge_header("Subject: x\r\n").rejected);
  cr_expect(engine.judge_header("Subject: x\r\nx-spam:\r\n yes\r\n").rejected.has_value());
  cr_expect(!engine.judge_header("Subject: x\r\n").rejected);
}
